-- How each row ends: what the room says of its key now, against what the row says.
select wanted.line,
       case when flag.key is null then 'new'
            when (flag.property_key, flag.flag_type, flag.unit, flag.review_on)
                 is distinct from (wanted.property_key, wanted.flag_type, wanted.unit, wanted.review_on) then 'changed'
            else 'unchanged' end
from unnest(%(lines)s::bigint[], %(codes)s::text[], %(keys)s::text[], %(properties)s::text[], %(types)s::text[],
            %(units)s::text[], %(reviews)s::date[])
  as wanted (line, municipality_code, key, property_key, flag_type, unit, review_on)
left join social.flag flag using (municipality_code, key);
