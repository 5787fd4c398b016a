select municipality_code, subject, rows, first_due from audit.due_counts(%s)
