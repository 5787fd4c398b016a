-- The scales by their newest row in force, and those that have grades and no title yet.
(select distinct on (code) code, title_da, title_en from map.code_title
 where list = 'grade_scale' and valid_from <= current_date and (valid_to is null or valid_to >= current_date)
 order by code, valid_from desc)
union all
select distinct g.scale, g.scale, g.scale from work.grade g
where g.valid_from <= current_date and (g.valid_to is null or g.valid_to >= current_date)
  and not exists (select from map.code_title t where t.list = 'grade_scale' and t.code = g.scale)
order by 1;
