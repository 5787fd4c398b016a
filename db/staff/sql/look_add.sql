-- The line of a look at a layer that tells of a closed room.
select audit.record_look(%(look)s::text, %(layer)s::text, %(place)s::text, %(asked)s::jsonb)
