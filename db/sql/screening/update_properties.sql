-- Only the properties whose result differs: an update throws away the tiles that show it.
update work.property p
set suspicion = n.suspicion, rules = string_to_array(n.rules, ','), flags = string_to_array(n.flags, ','),
    badges = string_to_array(n.badges, ','), hit_count = n.hit_count, screened_as_of = n.screened_as_of,
    condition = n.condition, priority = n.priority, priority_condition = n.priority_condition,
    priority_place = n.priority_place, priority_eligible = n.priority_eligible, priority_model = n.priority_model
from unnest(%(id)s::bigint[], %(suspicion)s::smallint[], %(rules)s::text[], %(flags)s::text[], %(badges)s::text[],
            %(hit_count)s::integer[], %(screened_as_of)s::date[], %(condition)s::smallint[], %(priority)s::smallint[],
            %(priority_condition)s::smallint[], %(priority_place)s::smallint[], %(priority_eligible)s::smallint[],
            %(priority_model)s::text[])
  as n (id, suspicion, rules, flags, badges, hit_count, screened_as_of, condition, priority, priority_condition,
        priority_place, priority_eligible, priority_model)
where p.id = n.id
