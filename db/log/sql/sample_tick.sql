update audit.sample_line set outcome = %(outcome)s, remark = %(remark)s, looked_by = %(account)s, looked_at = clock_timestamp()
where sample_id = %(sample)s and place = %(place)s
