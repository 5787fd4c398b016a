update staff.account set password_hash = %(password_hash)s
where id = %(account)s and password_hash = %(before)s
