-- As administrator: the policy shows her own municipality.
select m.id, m.claim, m.value, m.role, m.unit_id, u.name as unit, u.closed_on is not null as is_unit_closed
from staff.claim_mapping m left join staff.unit u on u.id = m.unit_id
order by m.claim collate "da-x-icu", m.value collate "da-x-icu", m.id
limit %(most)s
