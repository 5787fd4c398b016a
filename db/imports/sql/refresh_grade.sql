-- The newest grade of each property: of the whole where one was given that day, else the worst of the parts. Ranks are
-- of one scale: of several the one with the most grades that day is looked at, then the first by name.
update work.property property
set grade_scale = newest.scale, grade = newest.grade, grade_part = newest.part, graded_on = newest.inspected_on
from (
  select p.id, p.grade_scale, p.grade, p.grade_part, p.graded_on
  from work.property p join touched using (municipality_code)
  where p.grade is not null or exists (select from work.inspection i where i.property_id = p.id)
) as present
left join lateral (
  select given.scale, given.grade, given.part, given.inspected_on
  from (
    select i.scale, i.grade, i.part, i.inspected_on, i.key, coalesce(i.inspected_on, i.source_date) as day,
           count(*) over (partition by coalesce(i.inspected_on, i.source_date), i.part = 'overall', i.scale) as grades
    from work.inspection i
    where i.property_id = present.id
  ) as given
  left join lateral (
    select g.rank from work.grade g
    where g.scale = given.scale and g.grade = given.grade
      and g.valid_from <= coalesce(given.inspected_on, current_date)
      and (g.valid_to is null or g.valid_to >= coalesce(given.inspected_on, current_date))
    order by g.valid_from desc limit 1
  ) as known on true
  order by given.day desc nulls last, (given.part = 'overall') desc, given.grades desc, given.scale,
           known.rank desc nulls last, given.part, given.key
  limit 1
) as newest on true
where present.id = property.id
  and (present.grade_scale, present.grade, present.grade_part, present.graded_on)
      is distinct from (newest.scale, newest.grade, newest.part, newest.inspected_on);
