delete from staff.api_token where least(ends_at, revoked_at) < clock_timestamp() - interval '30 days'
