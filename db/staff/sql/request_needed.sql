-- Nothing where the account is of another municipality than the signed context's, or closed.
select staff.needs_second_person(a.id) as is_needed
from staff.account a
where a.id = %(account)s and a.municipality_code = context.municipality() and a.state <> 'closed'
