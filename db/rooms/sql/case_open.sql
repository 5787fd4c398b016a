insert into cases.case_head (municipality_code, property_key, unit_id, opened_by, review_on)
select u.municipality_code, %(property_key)s, u.id, %(account)s, %(review_on)s
from staff.unit u
where u.municipality_code = %(municipality)s and u.id = %(for_unit)s::bigint and u.closed_on is null
  and (%(every_unit)s or u.id = %(unit)s::bigint)
returning id
