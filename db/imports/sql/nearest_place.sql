-- The place that property p lies in (its area, or within its reach), else the nearest within 20 km.
(select near.id as place_id, near.distance_m <= coalesce(near.reach_m, 0) as in_place, near.distance_m as place_distance_m
 from (
   select place.id, place.reach_m,
          case when registry.local_srid = 25832 then st_distance(place.geom, p.geom)
               else st_distance(st_transform(place.geom, registry.local_srid), st_transform(p.geom, registry.local_srid))
          end as distance_m
   from work.place place
   where (place.municipality_code = p.municipality_code
          or (registry.is_danish and place.municipality_code ~ '^[0-9]{{4}}$'))
     -- Abroad, without places, the index would be walked to its end for every property.
     and (registry.is_danish
          or exists (select from work.place own where own.municipality_code = p.municipality_code))
   order by place.geom <-> p.geom limit 8
 ) as near
 where near.distance_m <= 20000
 order by (near.distance_m <= coalesce(near.reach_m, 0)) desc, near.distance_m, near.id limit 1)
