insert into staff.attempt (subject) values (%(subject)s) returning at
