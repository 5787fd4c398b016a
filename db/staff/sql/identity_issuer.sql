select issuer from staff.account where id = %(account)s
