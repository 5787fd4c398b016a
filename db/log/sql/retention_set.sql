insert into audit.retention_rule (municipality_code, subject, months, reason, changed_by)
values (context.municipality(), %(subject)s, %(months)s, %(reason)s, %(account)s)
on conflict (municipality_code, subject) do update
set months = excluded.months, reason = excluded.reason, changed_by = excluded.changed_by, changed_at = clock_timestamp()
