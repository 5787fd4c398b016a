select e.id, e.account_id, a.display_name as account, e.reason, e.begins_at, e.ends_at, r.display_name as reviewed_by, e.reviewed_at,
  e.reviewed_at is null and e.account_id <> %(account)s as may_review
from staff.emergency_access e
join staff.account a on a.municipality_code = e.municipality_code and a.id = e.account_id
left join staff.account r on r.municipality_code = e.municipality_code and r.id = e.reviewed_by
where e.municipality_code = %(municipality)s and e.id = any(%(keys)s::bigint[])
order by e.id desc
