select count(*) as count from staff.recovery_code where account_id = %(account)s and used_at is null
