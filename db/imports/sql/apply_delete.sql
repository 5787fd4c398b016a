-- What base no longer gives goes away.
delete from {table} present
using touched
where touched.municipality_code = present.municipality_code
  and not exists (select from {wanted} wanted where {match});
