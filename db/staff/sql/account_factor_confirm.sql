update staff.account set totp_confirmed_at = clock_timestamp(), totp_step = %(step)s
where id = %(account)s and totp_secret is not null and totp_confirmed_at is null
