-- Graded rows whose property nothing but their own table knows, and which nothing gives a position, by file. A registry
-- without other properties has nothing to know them by.
with named as (
  select distinct on (s.municipality_code, s.source_table, s.key, case when s.is_key_made then s.line end)
         s.municipality_code, s.source_table, s.file_id, s.line
  from staged_listed_property s
  join work.property p on p.municipality_code = s.municipality_code
    and p.key = concat('row:', s.source_table, ':', s.fields ->> 'row_of')
  where s.fields ->> 'row_of' is not null and p.geom is null
  order by s.municipality_code, s.source_table, s.key, case when s.is_key_made then s.line end, s.file_id, s.line
), compared as (
  select municipality_code, source_table
  from (select distinct municipality_code, source_table from named) as asked
  where exists (select from work.property other
                where other.municipality_code = asked.municipality_code and other.source <> asked.source_table)
)
select file_id, source_table, count(*), (array_agg(line order by line))[1:5]
from named join compared using (municipality_code, source_table)
group by file_id, source_table
order by file_id, source_table;
