update staff.notice set read_at = clock_timestamp() where account_id = %(account)s and read_at is null
