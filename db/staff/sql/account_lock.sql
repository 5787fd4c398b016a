update staff.account set locked_until = %(until)s where id = %(account)s
