-- A batch of properties with what the rules ask of them, after the last one read.
select p.id, p.municipality_code, p.is_standing, p.vacant_since, p.use_code, p.geom is not null as is_placed,
       p.source_date, r.is_danish, p.in_place, l.population, l.population_date,
       p.place_distance_m, p.grade_scale, p.grade,
       p.condition, p.priority, p.priority_condition, p.priority_place, p.priority_eligible, p.priority_model,
       p.suspicion, array_to_string(p.rules, ',') as rules, array_to_string(p.flags, ',') as flags,
       array_to_string(p.badges, ',') as badges, p.hit_count, p.screened_as_of
from work.property p
join work.registry r on r.municipality_code = p.municipality_code
left join work.place l on l.id = p.place_id
where p.id > %(after)s and (%(registries)s::text[] is null or p.municipality_code = any(%(registries)s))
order by p.id
limit %(limit)s
