delete from staff.recovery_code where account_id = %(account)s
