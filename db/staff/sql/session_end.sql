update staff.session set revoked_at = clock_timestamp() where token_hash = %(token_hash)s and revoked_at is null
