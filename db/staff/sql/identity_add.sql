insert into staff.account (municipality_code, name, display_name, role, unit_id, state, issuer, subject)
values (%(municipality)s, %(name)s, %(display_name)s, %(role)s, %(unit)s, 'active', %(issuer)s, %(subject)s)
on conflict do nothing
returning id
