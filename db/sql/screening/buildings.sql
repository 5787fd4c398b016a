-- The standing buildings of a batch of properties.
select b.property_id, b.id as building_id, b.use_code, b.year_built, b.year_rebuilt, b.wall_code, b.roof_code, b.asbestos_code,
       b.heating_code, b.water_code, b.drain_code, b.protection_code, b.materials_source_code, b.coordinate_quality,
       b.revised_on, coalesce(b.revised_on, b.source_date) as fact_date
from work.building b
join work.property p on p.id = b.property_id
where b.is_standing and p.is_standing and b.property_id between %(first)s and %(last)s
  and (%(registries)s::text[] is null or p.municipality_code = any(%(registries)s))
order by b.property_id, b.id
