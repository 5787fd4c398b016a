select municipality_code from social.flag where run_id = %(run)s
union
select municipality_code from social.replaced where run_id = %(run)s;
