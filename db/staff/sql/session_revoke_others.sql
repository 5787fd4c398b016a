update staff.session set revoked_at = clock_timestamp()
where account_id = %(account)s and revoked_at is null and (%(kept)s::uuid is null or id <> %(kept)s)
