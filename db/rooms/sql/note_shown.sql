select n.id, n.property_key as property, n.unit_id, u.name as unit, n.body, n.written_at, n.written_by = %(account)s as is_own
from social.unit_note n
join staff.unit u on u.municipality_code = n.municipality_code and u.id = n.unit_id
where n.municipality_code = %(municipality)s and n.id = any(%(keys)s::uuid[])
order by n.written_at desc, n.id desc
