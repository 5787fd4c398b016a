delete from social.flag where run_id = %(run)s;
