delete from staff.attempt where at < clock_timestamp() - interval '1 hour'
