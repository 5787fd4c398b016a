select e.id::text as key, null as property_key
from staff.emergency_access e
where e.municipality_code = %(municipality)s
  and (%(is_reviewed)s::boolean is null or (e.reviewed_at is not null) = %(is_reviewed)s)
  and (%(after)s::bigint is null or e.id < %(after)s)
order by e.id desc
limit %(limit)s
