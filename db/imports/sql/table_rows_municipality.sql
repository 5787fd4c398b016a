-- The staged rows of one source, shaped like base.municipality: one row for each code.
create temp table table_row on commit drop as
select file_id, line, extract_date, original as content, municipality_code, fields ->> 'name' as name,
       (fields ->> 'population')::integer as population, geom::geometry(MultiPolygon, 25832) as geom,
       original as attributes,
       row_number() over (partition by municipality_code order by line) > 1 as is_duplicate
from {staging} where source_no = {source_no};
