update staff.emergency_access e set reviewed_by = %(account)s, reviewed_at = clock_timestamp()
where e.municipality_code = %(municipality)s and e.id = %(access)s and e.reviewed_at is null and e.account_id <> %(account)s
