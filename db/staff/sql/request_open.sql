-- As administrator: the policy shows her own municipality.
select r.id, r.what, r.account_id, a.name, a.display_name, r.asked_by as asked_by_id, asker.display_name as asked_by,
  r.asked_at, r.ends_at
from staff.request r
join staff.account a on a.id = r.account_id
join staff.account asker on asker.id = r.asked_by
where r.decision is null and r.ends_at > now() and a.state <> 'closed'
order by r.asked_at, r.id
limit %(most)s
