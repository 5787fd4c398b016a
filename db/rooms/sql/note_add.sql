insert into social.unit_note (municipality_code, property_key, unit_id, body, written_by)
select u.municipality_code, %(property_key)s, u.id, %(body)s, %(account)s
from staff.unit u
where u.municipality_code = %(municipality)s and u.id = %(unit)s::bigint and u.closed_on is null
returning id
