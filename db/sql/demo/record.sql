-- The demo stands in the list of runs like an import, so that "data as of" has a source.
with run as (
  insert into work.import_run (kind, actor, finished_at, state, progress, counts)
  values ('demo', 'demo', clock_timestamp(), 'committed', 1, %(counts)s) returning id
)
insert into work.import_file (run_id, name, content_hash, form, target, extract_date, counts)
select id, %(name)s, md5(%(name)s), 'demo', 'property', %(register_date)s::date, %(counts)s from run
returning run_id
