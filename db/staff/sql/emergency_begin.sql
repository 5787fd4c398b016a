insert into staff.emergency_access (municipality_code, account_id, property_key, reason, ends_at)
values (context.municipality(), context.account(), %(property_key)s, %(reason)s, clock_timestamp() + %(lifetime)s)
returning id, ends_at
