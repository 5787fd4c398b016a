insert into {table} ({key}, {columns})
select {wanted_key}, {wanted_columns}
from {wanted} wanted
where not exists (select from {table} present where {match})
order by {wanted_key};
