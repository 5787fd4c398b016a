-- Those that hold or are to come, and what ended within a month.
select d.id, d.account_id, absent.display_name as absent, absent.role, absent.unit_id, u.name as unit,
  deputy.display_name as deputy, d.begins, d.ends, giver.display_name as given_by, d.ended_at,
  d.ended_at is null and d.ends >= (clock_timestamp() at time zone 'Europe/Copenhagen')::date as is_open
from staff.deputy d
join staff.account absent on absent.id = d.account_id
join staff.account deputy on deputy.id = d.deputy_id
join staff.account giver on giver.id = d.given_by
left join staff.unit u on u.id = absent.unit_id
where d.municipality_code = context.municipality() and d.ends >= current_date - 31
  and absent.role = any(%(roles)s) and (%(every_unit)s or absent.unit_id is not distinct from context.unit())
order by is_open desc, d.begins, d.id
limit %(most)s
