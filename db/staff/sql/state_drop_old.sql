delete from staff.used_state where at < clock_timestamp() - interval '1 hour'
