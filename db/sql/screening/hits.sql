-- The hits that a batch of properties had before.
select h.property_id, h.building_id, h.unit_id, h.rule, h.field, h.code, h.fact_date, h.weight, h.scores
from work.hit h
join work.property p on p.id = h.property_id
where h.property_id between %(first)s and %(last)s
  and (%(registries)s::text[] is null or p.municipality_code = any(%(registries)s))
