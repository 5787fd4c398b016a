update staff.account set totp_secret = %(sealed)s, totp_step = null
where id = %(account)s and totp_confirmed_at is null
