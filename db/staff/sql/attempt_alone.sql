-- Whoever tries the same name at once waits here, so that no try is counted too late.
select pg_advisory_xact_lock(hashtextextended(encode(%(subject)s::bytea, 'hex'), 0))
