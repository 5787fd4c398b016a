insert into social.flag as flag (municipality_code, key, property_key, flag_type, unit, review_on, run_id)
select municipality_code, key, property_key, flag_type, unit, review_on, %(run)s
from unnest(%(codes)s::text[], %(keys)s::text[], %(properties)s::text[], %(types)s::text[], %(units)s::text[],
            %(reviews)s::date[])
  as wanted (municipality_code, key, property_key, flag_type, unit, review_on)
on conflict (municipality_code, key) do update
set property_key = excluded.property_key, flag_type = excluded.flag_type, unit = excluded.unit,
    review_on = excluded.review_on, run_id = excluded.run_id
where (flag.property_key, flag.flag_type, flag.unit, flag.review_on)
      is distinct from (excluded.property_key, excluded.flag_type, excluded.unit, excluded.review_on);
