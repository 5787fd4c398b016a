select audit.record_read(%(action)s, %(area)s, %(table)s, %(keys)s::text[], %(properties)s::text[], %(fields)s::text[])
