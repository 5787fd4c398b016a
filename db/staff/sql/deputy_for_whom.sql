select a.id, a.display_name, a.role, u.name as unit, max(d.ends) as ends
from staff.deputy_today(%(account)s) d
join staff.account a on a.id = d.account_id
left join staff.unit u on u.id = a.unit_id
group by a.id, u.name
order by a.display_name collate "da-x-icu", a.id
limit 100
