update cases.case_head h set unit_id = u.id
from staff.unit u
where h.municipality_code = %(municipality)s and h.id = %(case)s and %(every_unit)s
  and u.municipality_code = h.municipality_code and u.id = %(to_unit)s and u.closed_on is null
