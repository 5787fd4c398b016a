-- As administrator: the policy shows her own municipality, the grants no secret.
select a.id, a.name, a.display_name, a.role, a.unit_id, u.name as unit, a.reads_all, a.state,
  a.totp_confirmed_at is not null as has_second_factor,
  case when a.locked_until > clock_timestamp() then a.locked_until end as locked_until, a.created_at
from staff.account a left join staff.unit u on u.id = a.unit_id
where %(account)s::bigint is null or a.id = %(account)s
order by a.state = 'closed', a.display_name collate "da-x-icu", a.id
limit %(most)s
