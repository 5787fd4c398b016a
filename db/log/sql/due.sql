select d.subject, count(*) as rows, min(d.due_on) as first_due from audit.due_here(%(until)s) d group by 1 order by 1
