-- An address knows no municipality; the buildings of its house number do, now and before.
select distinct building.municipality_code
from (
  select staged.attributes ->> 'husnummer' as house_number
  from staging_dar_address staged
  join merge_key using (municipality_code, id_lokal_id, registration_from, effect_from) where action <> 'none'
  union
  select before ->> 'husnummer' from merge_folded
) as address
join base.bbr_building building on building.attributes ->> 'husnummer' = address.house_number;
