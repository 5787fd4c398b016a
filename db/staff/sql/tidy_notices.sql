delete from staff.notice where read_at < clock_timestamp() - interval '90 days'
