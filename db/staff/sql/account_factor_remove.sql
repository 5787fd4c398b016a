update staff.account set totp_secret = null, totp_confirmed_at = null, totp_step = null
where id = %(account)s
