-- One statement, so that of two who open the same link at once only one gets in.
update staff.one_time_link set used_at = clock_timestamp()
where token_hash = %(token_hash)s and used_at is null and ends_at > clock_timestamp()
returning purpose, account_id
