-- The standing units of a batch of properties; a unit goes with its building, so it falls with it.
select u.property_id, u.building_id, u.id as unit_id, coalesce(u.use_code, b.use_code) as use_code,
       coalesce(b.use_code, u.use_code) as building_use_code, u.condemned_code, u.toilet_code, u.bath_code, u.kitchen_code,
       u.occupancy_code, u.approved_empty_code, u.flex_permit_code, u.unregistered_since, u.source_date as fact_date
from work.unit u
join work.property p on p.id = u.property_id
left join work.building b on b.id = u.building_id
where u.is_standing and p.is_standing and (b.id is null or b.is_standing)
  and u.property_id between %(first)s and %(last)s
  and (%(registries)s::text[] is null or p.municipality_code = any(%(registries)s))
order by u.property_id, u.id
