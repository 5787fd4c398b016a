select a.id, a.display_name, a.name, a.role, u.name as unit
from staff.account a left join staff.unit u on u.id = a.unit_id
order by a.display_name collate "da-x-icu", a.id
limit 1000
