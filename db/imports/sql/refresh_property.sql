-- Properties: what the buildings of one BFE number (else ground, else building) say together, and listed rows.
create temp table wanted_property on commit drop as
with dwelling as (
  select distinct code from work.code_title where list = 'use' and group_name = 'dwelling'
), ranked as (
  select municipality_code, property_key, key, state, bfe, source, source_date, use_code, year_built, living_area_m2,
         ownership_code, access_address,
         dwelling.code is not null and state = 'standing' as is_home, state = 'standing' as is_there,
         coalesce(total_area_m2, living_area_m2, footprint_area_m2, 0) as area,
         coalesce(point, st_pointonsurface(footprint)) as position
  from wanted_building building left join dwelling on dwelling.code = building.use_code
  where property_key is not null
), main as (
  select distinct on (municipality_code, property_key) *
  from ranked order by municipality_code, property_key, is_home desc, is_there desc, area desc, key
), located as (
  select distinct on (municipality_code, property_key) municipality_code, property_key, position
  from ranked where position is not null
  order by municipality_code, property_key, is_home desc, is_there desc, area desc, key
), owned as (
  select municipality_code, property_key, min(ownership_code) as ownership_code
  from ranked where ownership_code is not null group by 1, 2
), addressed as (
  select distinct on (municipality_code, property_key) municipality_code, property_key, access_address
  from ranked where access_address is not null
  order by municipality_code, property_key, is_home desc, is_there desc, area desc, key
), total as (
  select municipality_code, property_key, count(*) filter (where is_there) as building_count,
         bool_or(state = 'planned') as is_planned, max(source_date) as source_date
  from ranked group by 1, 2
), vacancy as (
  select municipality_code, key as property_key, min(base.day(vacant_since)) as vacant_since, min(address) as address
  from listed where is_matched group by 1, 2
)
select municipality_code, property_key as key, main.bfe, main.source, total.source_date,
       coalesce(addressed.access_address, vacancy.address) as address,
       main.use_code, main.year_built, main.living_area_m2, owned.ownership_code,
       case when building_count > 0 then 'standing' when is_planned then 'planned' else 'gone' end as state,
       building_count::integer, vacancy.vacant_since, located.position as geom
from main
join total using (municipality_code, property_key)
left join located using (municipality_code, property_key)
left join addressed using (municipality_code, property_key)
left join owned using (municipality_code, property_key)
left join vacancy using (municipality_code, property_key)
where property_key not like 'row:%';

alter table wanted_property add postal_code text, add postal_name text, add owner_kind text;

insert into wanted_property (municipality_code, key, bfe, source, source_date, address, postal_code, postal_name, use_code,
                             year_built, living_area_m2, state, building_count, vacant_since, geom)
select municipality_code, key, bfe_number, source_table, coalesce(base.day(source_date), extract_date), address, postal_code,
       postal_name, use_code, base.small(year_built), base.whole(living_area_m2), 'standing',
       (select count(*) from wanted_building b where b.municipality_code = listed.municipality_code and b.property_key = listed.key),
       base.day(vacant_since), point
from listed where not is_matched and is_main;

-- A Danish address ends in the postal code and the name of the postal district.
update wanted_property
set postal_code = coalesce(postal_code, substring(address from ', ([0-9]{4}) [^,]+$')),
    postal_name = coalesce(postal_name, substring(address from ', [0-9]{4} ([^,]+)$')),
    owner_kind = case ownership_code
      when '10' then 'private' when '20' then 'social housing' when '30' then 'company' when '40' then 'association'
      when '41' then 'cooperative' when '50' then 'municipality' when '60' then 'municipality' when '70' then 'region'
      when '80' then 'state' when '90' then 'other' end;
create index on wanted_property (municipality_code, key);
analyze wanted_property;
