select receipt, municipality_code, counts from audit.purge(current_date)
