-- Later runs that wrote the same flags as this run.
with mine as (
  select municipality_code, key from social.flag where run_id = %(run)s
  union
  select municipality_code, key from social.replaced where %(run)s in (run_id, former_run_id)
), later as (
  select municipality_code, key, run_id from social.flag where run_id > %(run)s
  union
  select municipality_code, key, run_id from social.replaced where run_id > %(run)s
)
select distinct run_id from later join mine using (municipality_code, key) order by run_id;
