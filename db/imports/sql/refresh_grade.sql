-- The newest grade of each property: of the whole where one was given that day, else the worst of the parts.
update work.property property
set grade_scale = newest.scale, grade = newest.grade, grade_part = newest.part, graded_on = newest.inspected_on
from work.property present
join touched using (municipality_code)
left join lateral (
  select i.scale, i.grade, i.part, i.inspected_on
  from work.inspection i
  left join lateral (
    select g.rank from work.grade g
    where g.scale = i.scale and g.grade = i.grade and g.valid_from <= coalesce(i.inspected_on, current_date)
    order by g.valid_from desc limit 1
  ) as known on true
  where i.property_id = present.id
  order by coalesce(i.inspected_on, i.source_date) desc nulls last, (i.part = 'overall') desc, known.rank desc nulls last,
           i.scale, i.part, i.key
  limit 1
) as newest on true
where present.id = property.id
  and (present.grade is not null or newest.grade is not null)
  and (present.grade_scale, present.grade, present.grade_part, present.graded_on)
      is distinct from (newest.scale, newest.grade, newest.part, newest.inspected_on);
