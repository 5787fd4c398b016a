-- As administrator: the policy lets her reach her own municipality's, and not herself. A unit that was closed stays hers
-- who is in it; nobody new is put in it.
update staff.account a set display_name = %(display_name)s, role = %(role)s, unit_id = %(unit)s::bigint
where a.id = %(account)s and a.state <> 'closed'
  and (%(unit)s::bigint is null or a.unit_id = %(unit)s or exists (
    select from staff.unit u where u.id = %(unit)s and u.closed_on is null
  ))
