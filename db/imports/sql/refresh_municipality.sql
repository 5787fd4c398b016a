-- Municipalities with their homes: standing dwelling units of the register, else population by persons per home.
create temp table wanted_municipality on commit drop as
with dwelling as (
  select distinct code from work.code_title where list = 'use' and group_name = 'dwelling'
), home as (
  select municipality_code, count(*) as homes
  from work.unit join touched using (municipality_code)
  where is_standing and use_code in (select code from dwelling) group by municipality_code
), practice as (
  select max(value::numeric) as people from work.dated_rule
  where topic = 'practice' and key = 'people_per_home' and valid_to is null
), property as (
  select municipality_code, count(*) as properties
  from work.property join touched using (municipality_code) where is_standing group by municipality_code
)
select municipality_code, area.name, area.is_approximate, area.geom, area.population,
       coalesce(home.homes::integer, round(area.population / coalesce(practice.people, 2.1))::integer) as homes,
       case when home.homes is not null then 'register' when area.population is not null then 'population' end as homes_basis,
       coalesce(property.properties, 0)::integer as property_count,
       coalesce(area.attributes ->> 'source', 'Kommunegrænser') as source
from base.municipality area join touched using (municipality_code)
left join home using (municipality_code) left join property using (municipality_code) cross join practice;
