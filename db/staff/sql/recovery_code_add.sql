insert into staff.recovery_code (account_id, code_hash) select %(account)s, unnest(%(hashes)s::bytea[])
