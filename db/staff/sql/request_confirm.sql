-- By a second administrator, never by whoever asked or whom it is for. One statement, so that it is good once.
update staff.request set decision = 'confirmed', decided_by = context.account(), decided_at = now()
where id = %(request)s and decision is null and ends_at > now() and municipality_code = context.municipality()
  and asked_by <> context.account() and account_id <> context.account()
returning what, account_id, asked_by
