-- Only the properties whose result differs: an update throws away the tiles that show it.
update work.property p
set suspicion = n.suspicion, rules = string_to_array(n.rules, ','), flags = string_to_array(n.flags, ','),
    badges = string_to_array(n.badges, ','), hit_count = n.hit_count, screened_as_of = n.screened_as_of
from unnest(%(id)s::bigint[], %(suspicion)s::smallint[], %(rules)s::text[], %(flags)s::text[], %(badges)s::text[],
            %(hit_count)s::integer[], %(screened_as_of)s::date[])
  as n (id, suspicion, rules, flags, badges, hit_count, screened_as_of)
where p.id = n.id
