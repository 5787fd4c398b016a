update audit.legal_hold set lifted_by = %(account)s, lifted_at = clock_timestamp() where id = %(hold)s and lifted_at is null
