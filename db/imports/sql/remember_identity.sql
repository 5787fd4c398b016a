-- The numbers of the rows that go away now, for the day they come back.
insert into work.identity (kind, municipality_code, key, id)
select {kind}, present.municipality_code, present.{own_key}, present.id
from {table} present join touched using (municipality_code)
where not exists (select from {wanted} wanted where {match})
on conflict do nothing;
