-- Whoever asked may take it back too.
update staff.request set decision = 'refused', decided_by = context.account(), decided_at = now()
where id = %(request)s and decision is null and municipality_code = context.municipality()
returning what, account_id, asked_by
