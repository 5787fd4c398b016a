delete from staff.one_time_link where least(ends_at, used_at) < clock_timestamp() - interval '7 days'
