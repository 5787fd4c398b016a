select l.id, l.at, l.account_id, a.display_name as person, l.role, u.name as unit, l.purpose, l.action, l.area, l.table_name,
       l.property_key, l.fields, l.run_id,
       -- Of a change of an open table the values; of what happened, what it was. The values are not the log's to show.
       case when l.action = 'event' then l.detail else '{}' end as detail
from audit.line l
left join staff.account a on a.id = l.account_id
left join staff.unit u on u.id = a.unit_id
where (%(account)s::bigint is null or l.account_id = %(account)s)
  and (%(property)s::text is null or l.property_key = %(property)s)
  and (%(first)s::date is null or l.at >= %(first)s::date::timestamp at time zone 'Europe/Copenhagen')
  and (%(last)s::date is null or l.at < (%(last)s::date + 1)::timestamp at time zone 'Europe/Copenhagen')
  and (%(action)s::text is null or l.action = %(action)s)
  and (%(area)s::text is null or l.area = %(area)s)
  and (%(before_at)s::timestamptz is null or (l.at, l.id) < (%(before_at)s, %(before_line)s))
order by l.at desc, l.id desc
limit %(most)s
