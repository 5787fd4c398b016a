insert into staff.attempt (subject, owner) values (%(subject)s, %(owner)s) returning at
