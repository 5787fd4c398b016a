select e.id, e.entered_at, e.body, e.reported_on
from private.entry e
where e.municipality_code = %(municipality)s and e.account_id = %(account)s
  and (%(after_at)s::timestamptz is null or (e.entered_at, e.id) < (%(after_at)s, %(after_id)s::uuid))
order by e.entered_at desc, e.id desc
limit %(limit)s
