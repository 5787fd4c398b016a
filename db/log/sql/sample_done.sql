select from audit.sample where month = %(month)s and finished_at is not null
