-- The address of each house number in use: in force first, without floor and door first, then the shortest.
create temp table address_text on commit drop as
with used as (
  select distinct attributes ->> 'husnummer' as house_number from newest_bbr_building where attributes ? 'husnummer'
), candidate as (
  select distinct address.id_lokal_id
  from base.dar_address address join used on address.attributes ->> 'husnummer' = used.house_number
), newest as (
  select distinct on (id_lokal_id) attributes, status
  from base.dar_address join candidate using (id_lokal_id)
  where municipality_code = '0000'
  order by id_lokal_id, registration_from desc, effect_from desc
), worded as (
  select attributes ->> 'husnummer' as house_number, attributes ->> 'adressebetegnelse' as address, status,
         attributes ->> 'etagebetegnelse' as floor, attributes ->> 'doerbetegnelse' as door
  from newest where attributes ? 'adressebetegnelse'
)
select distinct on (house_number) base.identifier(house_number) as house_number_id, address,
       case when floor is null then address
            else replace(address, concat(', ', floor, '.', ' ' || door, ','), ',') end as access_address
from worded
where base.identifier(house_number) is not null
order by house_number, (status is distinct from '3'), (coalesce(floor, door) is not null), length(address), address collate "C";
create index on address_text (house_number_id);
analyze address_text;
