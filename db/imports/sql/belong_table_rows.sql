-- Rows that do not say their municipality get that of the one property they name: by BFE number, else by BBR building,
-- else by address with postal code. BFE numbers and building ids are national; foreign registries are never meant. Where one
-- municipality brings the rows, what others have of them is not looked at: which rows were found would tell it.
with asked as (
  select s.source_no, s.line, base.large(f.bfe) as bfe, base.identifier(coalesce(f.bbr_id, f.row_of, s.key)) as bbr_id,
         map.address_key(f.address) as address_key,
         coalesce(f.postal_code, substring(f.address from ', ([0-9]{{4}}) [^,]+$')) as postal_code
  from {staging} s
  cross join lateral jsonb_to_record(s.fields) as f (bfe text, bbr_id text, address text, postal_code text, row_of text)
  where s.municipality_code is null
), found as (
  select a.source_no, a.line, 1 as way, p.municipality_code
  from asked a join work.property p on p.bfe = a.bfe
  union all
  select a.source_no, a.line, 2, b.municipality_code
  from asked a join work.building b on b.bbr_id = a.bbr_id
  union all
  select a.source_no, a.line, 3, p.municipality_code
  from asked a join work.property p on p.postal_code = a.postal_code and map.address_key(p.address) = a.address_key
), single as (
  select distinct on (found.source_no, found.line) found.source_no, found.line, min(found.municipality_code) as municipality_code
  from found join work.registry r on r.municipality_code = found.municipality_code and r.is_danish
  where {own}::text is null or found.municipality_code = {own}
  group by found.source_no, found.line, found.way
  having count(distinct found.municipality_code) = 1
  order by found.source_no, found.line, found.way
)
update {staging} staged set municipality_code = single.municipality_code
from single where single.source_no = staged.source_no and single.line = staged.line;
