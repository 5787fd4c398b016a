insert into staff.unit (municipality_code, name, contact)
values (context.municipality(), %(name)s, %(contact)s)
on conflict do nothing
returning id
