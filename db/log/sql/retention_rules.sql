select s.subject, usual.value as usual_months, usual.source, usual.status, usual.valid_from,
       own.months, own.reason, own.changed_at, a.display_name as changed_by
from unnest(%(subjects)s::text[]) with ordinality as s (subject, place)
left join lateral (
  select d.value, d.source, d.status, d.valid_from from work.dated_rule d
  where d.topic = 'retention' and d.key = s.subject and d.valid_from <= current_date
    and (d.valid_to is null or d.valid_to >= current_date)
  order by d.valid_from desc limit 1
) as usual on true
left join audit.retention_rule own on own.subject = s.subject
left join staff.account a on a.id = own.changed_by
order by s.place
