-- Places, and how far one that is known by a point reaches.
create temp table wanted_place on commit drop as
with practice as (
  select max(value::double precision) filter (where key = 'place_reach_m') as reach_m,
         max(value::double precision) filter (where key = 'place_reach_population') as reach_population,
         max(value::double precision) filter (where key = 'place_reach_max_m') as most_m
  from work.dated_rule where topic = 'practice' and valid_to is null
)
select municipality_code, place_key, name, kind, population, population_date, attributes ->> 'source' as source, geom,
       case when geometrytype(geom) like '%POINT' then
         least(coalesce(most_m, 2500), coalesce(reach_m, 250)
               * sqrt(coalesce(population, reach_population, 200) / coalesce(reach_population, 200.0))) end as reach_m
from base.place join touched using (municipality_code) cross join practice;
analyze wanted_place;
