-- Not where nothing is new: each change is a line of the log.
update staff.account
set display_name = %(display_name)s, role = %(role)s, unit_id = %(unit)s::bigint, state = 'active'
where id = %(account)s and state <> 'closed'
  and (display_name, role, unit_id, state) is distinct from (%(display_name)s, %(role)s, %(unit)s::bigint, 'active')
