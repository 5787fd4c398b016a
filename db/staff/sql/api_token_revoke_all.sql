update staff.api_token set revoked_at = clock_timestamp() where account_id = %(account)s and revoked_at is null
