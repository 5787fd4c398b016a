-- As administrator: the policy shows her own municipality, the grants no secret.
select a.id, a.name, a.display_name, a.role, u.name as unit, a.reads_all, a.state,
  a.totp_confirmed_at is not null as has_second_factor, a.locked_until, a.created_at
from staff.account a left join staff.unit u on u.id = a.unit_id
order by a.display_name collate "da-x-icu", a.id
