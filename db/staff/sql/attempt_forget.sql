delete from staff.attempt
where subject = %(subject)s and (%(at)s::timestamptz is null or at = %(at)s)
  and (%(owners)s::bytea[] is null or owner = any(%(owners)s))
