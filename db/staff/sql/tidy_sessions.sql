delete from staff.session where least(ends_at, revoked_at) < clock_timestamp() - interval '7 days'
