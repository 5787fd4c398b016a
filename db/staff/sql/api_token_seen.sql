-- The day of the last use is enough to know which tokens nobody needs any more.
with found as (
  select t.id, t.scopes, t.used_on, a.id as account_id, a.municipality_code, a.name, a.display_name, a.role, a.unit_id,
    u.name as unit_name, a.reads_all, a.totp_confirmed_at is not null as has_second_factor
  from staff.api_token t
  join staff.account a on a.id = t.account_id
  left join staff.unit u on u.id = a.unit_id
  where t.token_hash = %(token_hash)s and t.revoked_at is null and t.ends_at > clock_timestamp() and a.state = 'active'
), touched as (
  update staff.api_token t set used_on = current_date
  from found where t.id = found.id and found.used_on is distinct from current_date
)
select scopes, account_id, municipality_code, name, display_name, role, unit_id, unit_name, reads_all, has_second_factor
from found
