-- A place that moves or comes is the nearest of properties in other municipalities too.
update work.property property
set place_id = linked.place_id, in_place = linked.in_place, place_distance_m = linked.place_distance_m
from (
  select p.id, found.place_id, found.in_place, found.place_distance_m
  from work.property p
  join work.registry registry using (municipality_code)
  left join lateral {nearest} as found on p.geom is not null
  where p.municipality_code not in (select municipality_code from touched)
) as linked
where linked.id = property.id
  and (property.place_id, property.in_place, property.place_distance_m)
      is distinct from (linked.place_id, linked.in_place, linked.place_distance_m);
