delete from staff.one_time_link where purpose = 'first administrator'
