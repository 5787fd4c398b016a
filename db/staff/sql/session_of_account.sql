select id, started_at, seen_at, ends_at, device, second_factor_at is not null as is_proved_twice
from staff.session
where account_id = %(account)s and revoked_at is null
  and ends_at > clock_timestamp() and seen_at > clock_timestamp() - %(idle)s::interval
order by seen_at desc, id
