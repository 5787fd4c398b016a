-- The runs of flags after a run that still stand and may have written what it wrote: those of its municipality, and those
-- of the command line, which are of any.
select later.id
from work.import_run run
join work.import_run later on later.id > run.id
  and (later.municipality_code = run.municipality_code or later.municipality_code is null or run.municipality_code is null)
where run.id = %(run)s and later.state = 'committed'
  and exists (select from work.import_file file where file.run_id = later.id and file.target = 'social_flag')
order by later.id;
