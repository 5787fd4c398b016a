select n.id::text as key, n.property_key
from social.unit_note n
where n.municipality_code = %(municipality)s and n.property_key = %(property_key)s
  and (n.unit_id = %(unit)s::bigint or %(is_emergency)s)
  and (%(after_at)s::timestamptz is null or (n.written_at, n.id) < (%(after_at)s, %(after_id)s::uuid))
order by n.written_at desc, n.id desc
limit %(limit)s
