select s.place, s.line_id, s.outcome, s.remark, s.looked_at, b.display_name as looked_by,
       l.id, l.at, l.account_id, a.display_name as person, l.role, u.name as unit, l.purpose, l.action, l.area, l.table_name,
       l.property_key, l.fields, case when l.action = 'event' then l.detail else '{}' end as detail
from audit.sample_line s
left join audit.line l on l.id = s.line_id
left join staff.account a on a.id = l.account_id
left join staff.unit u on u.id = a.unit_id
left join staff.account b on b.id = s.looked_by
where s.sample_id = %(sample)s
order by s.place
