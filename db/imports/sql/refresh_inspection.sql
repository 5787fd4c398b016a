-- What rows of tables say that somebody gave on site: one inspection for each grade of a row.
create temp table wanted_inspection on commit drop as
select listed.municipality_code, concat(listed.source_table, ':', listed.row_key, ':', given.field) as key,
       property.id as property_id, listed.grade_scale as scale, given.part, given.grade,
       base.day(listed.inspected_on) as inspected_on, listed.inspector, listed.source_table as source,
       coalesce(base.day(listed.source_date), listed.extract_date) as source_date
from listed
join work.property property on property.municipality_code = listed.municipality_code and property.key = listed.key
cross join lateral (values
  ('grade', coalesce(listed.grade_part, 'overall'), listed.grade), ('roof', 'roof', listed.grade_roof),
  ('wall', 'wall', listed.grade_wall), ('window', 'window', listed.grade_window),
  ('foundation', 'foundation', listed.grade_foundation), ('indoor', 'indoor', listed.grade_indoor)
) as given (field, part, grade)
where listed.grade_scale is not null and given.grade is not null;
create index on wanted_inspection (municipality_code, key);
analyze wanted_inspection;
