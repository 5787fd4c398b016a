-- Every table that says whose its rows are, with its columns; and which of them are places on the map.
select n.nspname as room, c.relname as name,
       array_agg(a.attname::text order by a.attnum) as columns,
       array_agg(format_type(a.atttypid, null) order by a.attnum) as types,
       bool_or(a.attname = 'municipality_code') as says_whose
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relkind in ('r', 'p') and n.nspname = any(%s)
group by 1, 2 order by 1, 2
