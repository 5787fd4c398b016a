insert into staff.one_time_link (token_hash, purpose, ends_at)
values (%(token_hash)s, 'first administrator', clock_timestamp() + %(lifetime)s)
returning purpose, ends_at
