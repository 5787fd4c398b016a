-- The invented flags of the demo.
insert into social.flag (municipality_code, key, property_key, flag_type, unit, review_on, run_id)
select n.*, %(run)s
from unnest(%(municipality_code)s::text[], %(key)s::text[], %(property_key)s::text[], %(flag_type)s::text[],
            %(unit)s::text[], %(review_on)s::date[]) as n
