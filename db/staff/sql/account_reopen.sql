-- As what signs people in, which alone knows whether she had a password; what was open when it was closed stays ended.
update staff.account set state = case when password_hash is null and issuer is null then 'invited' else 'active' end
where id = %(account)s and state = 'closed' and municipality_code = context.municipality()
