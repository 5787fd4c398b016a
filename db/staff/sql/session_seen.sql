-- Whose session a cookie opens, unless it has ended, was left alone or revoked, or the account is closed.
-- That it was seen is written once a minute at most: reading a map asks for dozens of tiles.
with found as (
  select s.token_hash, s.id, s.seen_at, s.second_factor_at is not null as is_proved_twice, s.ends_at,
    a.id as account_id, a.municipality_code, a.name, a.display_name, a.role, a.unit_id, u.name as unit_name,
    a.reads_all, a.totp_confirmed_at is not null as has_second_factor
  from staff.session s
  join staff.account a on a.id = s.account_id
  left join staff.unit u on u.id = a.unit_id
  where s.token_hash = %(token_hash)s and s.revoked_at is null and a.state = 'active'
    and s.ends_at > clock_timestamp() and s.seen_at > clock_timestamp() - %(idle)s::interval
), touched as (
  update staff.session s set seen_at = clock_timestamp()
  from found where s.token_hash = found.token_hash and found.seen_at < clock_timestamp() - interval '1 minute'
)
select id, is_proved_twice, account_id, municipality_code, name, display_name, role, unit_id, unit_name, reads_all,
  has_second_factor
from found
