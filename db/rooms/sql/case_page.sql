select h.id::text as key, h.property_key
from cases.case_head h
where h.municipality_code = %(municipality)s
  and (%(every_unit)s or h.unit_id = %(unit)s::bigint or exists (
    select from cases.involvement i
    where i.municipality_code = h.municipality_code and i.case_id = h.id and i.unit_id = %(unit)s::bigint
      and (i.ends is null or i.ends >= current_date)))
  and (%(property_key)s::text is null or h.property_key = %(property_key)s)
  and (%(state)s::text is null or h.state = %(state)s)
  and (%(after_at)s::date is null or (h.opened_on, h.id) < (%(after_at)s::date, %(after_id)s::uuid))
order by h.opened_on desc, h.id desc
limit %(limit)s
