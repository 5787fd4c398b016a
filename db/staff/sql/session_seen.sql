-- Whose session a cookie opens, unless it has ended, was left alone or revoked, or the account is closed.
-- A deputy has role and unit of whom she acts for, for as long as she is the deputy, and the map of both.
-- That it was seen is written once a minute at most: reading a map asks for dozens of tiles.
with found as (
  select s.token_hash, s.id, s.seen_at, s.second_factor_at is not null as is_proved_twice, s.ends_at,
    a.id as account_id, a.municipality_code, a.name, a.display_name, a.totp_confirmed_at is not null as has_second_factor,
    acted.id as acting_for, case when acted.id <> a.id then acted.display_name end as acting_for_name,
    acted.role, acted.unit_id, u.name as unit_name, a.reads_all and acted.reads_all as reads_all
  from staff.session s
  join staff.account a on a.id = s.account_id
  join staff.account acted on acted.id = case
    when s.acting_for_id is not null
      and exists (select from staff.deputy_today(a.id) d where d.account_id = s.acting_for_id)
    then s.acting_for_id else a.id end
  left join staff.unit u on u.id = acted.unit_id
  where s.token_hash = %(token_hash)s and s.revoked_at is null and a.state = 'active'
    and s.ends_at > clock_timestamp() and s.seen_at > clock_timestamp() - %(idle)s::interval
), touched as (
  update staff.session s set seen_at = clock_timestamp()
  from found where s.token_hash = found.token_hash and found.seen_at < clock_timestamp() - interval '1 minute'
)
select id, is_proved_twice, account_id, municipality_code, name, display_name, role, unit_id, unit_name, reads_all,
  has_second_factor, nullif(acting_for, account_id) as acting_for, acting_for_name
from found
