-- Municipalities whose number of candidates differs from what is noted.
select m.municipality_code, coalesce(n.candidates, 0) as candidates
from work.municipality m
left join (
  select municipality_code, count(*) as candidates from work.property
  where is_standing and {candidate} group by municipality_code
) n on n.municipality_code = m.municipality_code
where m.candidate_count is distinct from coalesce(n.candidates, 0)
