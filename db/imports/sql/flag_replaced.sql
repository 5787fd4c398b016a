-- The images that undo brings back; a flag that this same run brought has none.
insert into social.replaced (run_id, municipality_code, key, property_key, flag_type, unit, review_on, former_run_id)
select %(run)s, flag.municipality_code, flag.key, flag.property_key, flag.flag_type, flag.unit, flag.review_on, flag.run_id
from unnest(%(codes)s::text[], %(keys)s::text[], %(properties)s::text[], %(types)s::text[], %(units)s::text[],
            %(reviews)s::date[])
  as wanted (municipality_code, key, property_key, flag_type, unit, review_on)
join social.flag flag using (municipality_code, key)
where flag.run_id <> %(run)s
  and (flag.property_key, flag.flag_type, flag.unit, flag.review_on)
      is distinct from (wanted.property_key, wanted.flag_type, wanted.unit, wanted.review_on)
on conflict do nothing;
