update staff.session set revoked_at = clock_timestamp()
where account_id = %(account)s and id = %(session)s and revoked_at is null
