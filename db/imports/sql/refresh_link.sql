-- The place each property lies in (its area, or within its reach), else the nearest within 20 km.
update work.property property
set place_id = linked.place_id, in_place = linked.in_place, place_distance_m = linked.distance_m
from (
  select p.id, found.place_id, found.in_place, found.distance_m
  from work.property p
  join touched_link using (municipality_code)
  join work.registry registry using (municipality_code)
  left join lateral (
    select near.id as place_id, near.distance_m <= coalesce(near.reach_m, 0) as in_place, near.distance_m
    from (
      select place.id, place.reach_m,
             case when registry.local_srid = 25832 then st_distance(place.geom, p.geom)
                  else st_distance(st_transform(place.geom, registry.local_srid), st_transform(p.geom, registry.local_srid))
             end as distance_m
      from work.place place
      where (place.municipality_code = p.municipality_code
             or (registry.is_danish and place.municipality_code ~ '^[0-9]{4}$'))
        -- Abroad, without places, the index would be walked to its end for every property.
        and (registry.is_danish
             or exists (select from work.place own where own.municipality_code = p.municipality_code))
      order by place.geom <-> p.geom limit 8
    ) as near
    where near.distance_m <= 20000
    order by (near.distance_m <= coalesce(near.reach_m, 0)) desc, near.distance_m, near.id limit 1
  ) as found on p.geom is not null
) as linked
where linked.id = property.id
  and (property.place_id, property.in_place, property.place_distance_m)
      is distinct from (linked.place_id, linked.in_place, linked.distance_m);

update work.place place
set property_count = coalesce(counted.property_count, 0)
from work.place target
left join (select place_id, count(*) as property_count from work.property where is_standing group by place_id) as counted
  on counted.place_id = target.id
where target.id = place.id and place.property_count <> coalesce(counted.property_count, 0);
