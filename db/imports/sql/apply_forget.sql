-- What base no longer gives goes away; its number is remembered for the day it comes back.
with gone as (
  select present.id, present.municipality_code, present.{own_key} as key
  from {table} present join touched using (municipality_code)
  where not exists (select from {wanted} wanted where {match})
), remembered as (
  insert into work.identity (kind, municipality_code, key, id)
  select {kind}, municipality_code, key, id from gone
  on conflict do nothing
)
delete from {table} present using gone where present.id = gone.id;
