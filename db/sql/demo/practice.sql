-- The figures of practice in force, by key.
select key, value from work.dated_rule
where topic = 'practice' and valid_from <= current_date and (valid_to is null or valid_to >= current_date)
