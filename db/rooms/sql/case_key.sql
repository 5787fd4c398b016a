select h.id::text as key, h.property_key
from cases.case_head h
where h.municipality_code = %(municipality)s and h.id = %(case)s
  and (%(every_unit)s or h.unit_id = %(unit)s::bigint or exists (
    select from cases.involvement i
    where i.municipality_code = h.municipality_code and i.case_id = h.id and i.unit_id = %(unit)s::bigint
      and (i.ends is null or i.ends >= current_date)))
