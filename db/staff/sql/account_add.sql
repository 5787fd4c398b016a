insert into staff.account (municipality_code, name, display_name, role, unit_id, reads_all)
select %(municipality)s, %(name)s, %(display_name)s, %(role)s, %(unit)s::bigint, %(reads_all)s
where %(unit)s::bigint is null or exists (
  select from staff.unit u
  where u.id = %(unit)s and u.municipality_code = %(municipality)s and u.closed_on is null
)
on conflict (municipality_code, name) do nothing
returning id
