select h.id, h.property_key, h.reason, h.set_at, s.display_name as set_by, h.lifted_at, l.display_name as lifted_by
from audit.legal_hold h
left join staff.account s on s.id = h.set_by
left join staff.account l on l.id = h.lifted_by
order by h.lifted_at is not null, h.set_at desc, h.id desc
limit %(most)s
