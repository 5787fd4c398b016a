-- The one property that each row is about: by BFE number, else BBR building, else address, else its key in the registry.
with asked as (
  select * from unnest(%(lines)s::bigint[], %(codes)s::text[], %(bfes)s::bigint[], %(buildings)s::uuid[],
                       %(addresses)s::text[], %(postal_codes)s::text[], %(keys)s::text[])
    as t (line, municipality_code, bfe, bbr_id, address, postal_code, key)
), found as (
  select a.line, 1 as way, p.municipality_code, p.key
  from asked a join map.property p on p.bfe = a.bfe and coalesce(p.municipality_code = a.municipality_code, true)
  union all
  select a.line, 2, p.municipality_code, p.key
  from asked a
  join map.building b on b.bbr_id = a.bbr_id and coalesce(b.municipality_code = a.municipality_code, true)
  join map.property p on p.id = b.property_id
  union all
  select a.line, 3, p.municipality_code, p.key
  from asked a
  join map.property p on p.municipality_code = a.municipality_code and map.address_key(p.address) = map.address_key(a.address)
    and coalesce(p.postal_code = coalesce(a.postal_code, substring(a.address from ', ([0-9]{4}) [^,]+$')), true)
  union all
  select a.line, 4, p.municipality_code, p.key
  from asked a
  join map.property p on p.municipality_code = a.municipality_code
    and coalesce(substring(p.key from '^row:[^:]*:(.*)$'), p.key) = a.key
), single as (
  select line, way, min(municipality_code) as municipality_code, min(key) as key
  from found group by line, way having count(distinct (municipality_code, key)) = 1
)
select distinct on (single.line) single.line, single.municipality_code, single.key,
       single.way = 4 or (single.way = 2 and asked.key = asked.bbr_id::text) as is_by_key
from single join asked using (line)
order by single.line, way;
