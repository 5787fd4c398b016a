update audit.sample set finished_by = %(account)s, finished_at = clock_timestamp()
where id = %(sample)s and not exists (select from audit.sample_line l where l.sample_id = id and l.outcome is null)
