-- Until when a subject waits: as long after its last failure as the window in which it failed too often.
select max(at) + %(window)s::interval as until
from (select at from staff.attempt where subject = %(subject)s order by at desc limit %(most)s) as latest
having count(*) = %(most)s and max(at) - min(at) <= %(window)s::interval
  and max(at) + %(window)s::interval > clock_timestamp()
