select h.id, h.number, h.property_key as property, h.unit_id, u.name as unit, h.state, h.opened_on, h.review_on, h.closed_on
from cases.case_head h
join staff.unit u on u.municipality_code = h.municipality_code and u.id = h.unit_id
where h.municipality_code = %(municipality)s and h.id = %(case)s and (%(every_unit)s or h.unit_id = %(unit)s::bigint)
for update of h
