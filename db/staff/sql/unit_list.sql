-- As administrator: the policy shows her own municipality.
select u.id, u.name, u.contact, u.closed_on,
  (select count(*) from staff.account a where a.unit_id = u.id and a.state <> 'closed') as people
from staff.unit u
order by u.closed_on is not null, u.name collate "da-x-icu", u.id
limit %(most)s
