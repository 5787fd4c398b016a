-- The staged rows of one source, shaped like base.listed_property. A made key that occurs again is numbered.
create temp table table_row on commit drop as
select file_id, line, extract_date, original as content, municipality_code, source_table,
       case when is_key_made and occurrence > 1 then key || '-' || occurrence else key end as row_key,
       geom, fields as attributes, original, not is_key_made and occurrence > 1 as is_duplicate
from (
  select *, row_number() over (partition by municipality_code, source_table, key order by line) as occurrence
  from {staging} where source_no = {source_no}
) as staged;
