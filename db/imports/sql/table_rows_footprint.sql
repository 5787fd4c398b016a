-- The staged rows of one source, shaped like base.footprint. A made key that occurs again is numbered.
create temp table table_row on commit drop as
select file_id, line, extract_date, original as content, municipality_code,
       case when is_key_made and occurrence > 1 then key || '-' || occurrence else key end as footprint_key,
       (fields ->> 'bbr_id')::uuid as bbr_id, geom::geometry(MultiPolygon, 25832) as geom, original as attributes,
       not is_key_made and occurrence > 1 as is_duplicate
from (
  select *, row_number() over (partition by municipality_code, key order by line) as occurrence
  from {staging} where source_no = {source_no}
) as staged;
