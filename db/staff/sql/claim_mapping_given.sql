-- A unit that was closed takes nobody in.
select distinct m.municipality_code, m.role, m.unit_id
from unnest(%(claims)s::text[], %(values)s::text[]) as said (claim, value)
join staff.claim_mapping m on m.claim = said.claim and m.value = said.value
left join staff.unit u on u.id = m.unit_id
where u.closed_on is null
limit 10
