-- The runs of flags after a run that still stand, whatever they wrote.
select id from work.import_run run
where id > %(run)s and state = 'committed'
  and exists (select from work.import_file file where file.run_id = run.id and file.target = 'social_flag')
order by id;
