-- Never in place of one that is in force: that is removed first, with a code of its own.
update staff.account set totp_secret = %(sealed)s, totp_confirmed_at = clock_timestamp(), totp_step = %(step)s
where id = %(account)s and totp_confirmed_at is null
