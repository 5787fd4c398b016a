update staff.recovery_code set used_at = clock_timestamp()
where account_id = %(account)s and code_hash = %(code_hash)s and used_at is null
