select f.key, f.property_key
from social.flag f
where f.municipality_code = %(municipality)s
  and (%(every_unit)s or lower(f.unit) = lower(%(unit_name)s::text))
  and (%(property_key)s::text is null or f.property_key = %(property_key)s)
  and (%(after)s::text is null or f.key > %(after)s)
order by f.key
limit %(limit)s
