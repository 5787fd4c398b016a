insert into staff.notice (municipality_code, account_id, kind, about_id, detail)
select a.municipality_code, a.id, %(kind)s, about.id, %(detail)s
from staff.account about
join staff.account a on a.municipality_code = about.municipality_code and a.role = %(role)s and a.state = 'active'
where about.id = %(about)s and (%(but)s::bigint is null or a.id <> %(but)s)
