-- An address knows no municipality; the buildings of its house number do.
select distinct building.municipality_code
from merge_result address
join base.bbr_building building
  on building.attributes ->> 'husnummer' in (address.attributes ->> 'husnummer', address.before ->> 'husnummer')
where address.action <> 'none';
