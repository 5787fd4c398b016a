insert into staff.notice (municipality_code, account_id, kind, about_id, detail)
select municipality_code, id, %(kind)s, %(about)s, %(detail)s from staff.account where id = %(account)s
