-- The line of an event; first as whom, where the transaction does not say that yet.
with person as materialized (
  select set_config('atlas.token', coalesce(%(token)s::text, current_setting('atlas.token')), true) as token
)
select audit.record_event(%(event)s::text, %(property)s::text, %(detail)s::jsonb) from person where person.token is not null
