select distinct left_behind.run_id
from (select run_id from social.flag union select run_id from social.replaced) as left_behind
join work.import_run run on run.id = left_behind.run_id
where run.state in ('failed', 'interrupted', 'undone')
order by 1 desc;
