-- Places whose number of candidates differs from what is noted.
select l.id, coalesce(n.candidates, 0) as candidates
from work.place l
left join (
  select place_id, count(*) as candidates from work.property
  where is_standing and {candidate} group by place_id
) n on n.place_id = l.id
where l.candidate_count is distinct from coalesce(n.candidates, 0)
