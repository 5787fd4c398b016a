select id, municipality_code, name, display_name, role, unit_id, reads_all, state, password_hash, totp_secret,
  totp_confirmed_at, totp_step, locked_until
from staff.account
where name = %(name)s and (%(municipality)s::text is null or municipality_code = %(municipality)s)
limit 2
