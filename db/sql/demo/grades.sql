-- The newest grade of each property: of the whole if one was given that day, else the worst of the parts.
update work.property p
set grade_scale = n.scale, grade = n.grade, grade_part = n.part, graded_on = n.inspected_on
from (
  select distinct on (i.property_id) i.property_id, i.scale, i.grade, i.part, i.inspected_on
  from work.inspection i
  left join work.grade g on g.scale = i.scale and g.grade = i.grade
    and g.valid_from <= current_date and (g.valid_to is null or g.valid_to >= current_date)
  order by i.property_id, i.inspected_on desc nulls last, i.part <> 'overall', g.rank desc nulls last, i.part
) n where n.property_id = p.id
