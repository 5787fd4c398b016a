-- Whom the identity provider vouches for has no password: closed there, she is out here.
update staff.account
set password_hash = %(password_hash)s, password_set_at = clock_timestamp(), state = 'active', locked_until = null
where id = %(account)s and state <> 'closed' and issuer is null
