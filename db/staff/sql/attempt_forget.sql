delete from staff.attempt where subject = %(subject)s and (%(at)s::timestamptz is null or at = %(at)s)
