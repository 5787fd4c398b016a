update staff.request set decision = 'lapsed', decided_at = now()
where decision is null and ends_at <= now() and municipality_code = context.municipality()
