insert into staff.account (municipality_code, name, display_name, role, unit_id, reads_all)
values (%(municipality)s, %(name)s, %(display_name)s, %(role)s, %(unit)s, %(reads_all)s)
on conflict (municipality_code, name) do nothing
returning id
