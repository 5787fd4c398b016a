-- The municipalities of the buildings whose addresses this run wrote, before and after.
select distinct building.municipality_code
from (
  select attributes ->> 'husnummer' as house_number from base.dar_address where run_id = {run_id}
  union
  select row -> 'attributes' ->> 'husnummer' from base.replaced
  where table_name = 'dar_address' and run_id = {run_id} and row ? 'attributes'
) as address
join base.bbr_building building on building.attributes ->> 'husnummer' = address.house_number;
