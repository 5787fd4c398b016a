-- What was here before comes back under the number it had.
insert into {table} (id, {key}, {columns}) overriding system value
select former.id, {wanted_key}, {wanted_columns}
from {wanted} wanted
join work.identity former
  on former.kind = {kind} and former.municipality_code = wanted.municipality_code and former.key = wanted.{own_key}
where not exists (select from {table} present where {match});
