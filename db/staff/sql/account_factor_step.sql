-- One statement, so that of two who send the same code at once only one gets in.
update staff.account set totp_step = %(step)s
where id = %(account)s and totp_confirmed_at is not null and (totp_step is null or totp_step < %(step)s)
