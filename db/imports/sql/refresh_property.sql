-- Properties: what the buildings of one BFE number (else ground, else building) say together, and listed rows; with the
-- place each lies in or near.
create temp table wanted_property on commit drop as
with dwelling as (
  select distinct code from work.code_title where list = 'use' and group_name = 'dwelling'
), ranked as (
  select municipality_code, property_key, key, state, bfe, source, source_date, use_code, year_built, living_area_m2,
         ownership_code, access_address, dwelling.code is not null and state = 'standing' as is_home,
         state = 'standing' as is_there, coalesce(total_area_m2, living_area_m2, footprint_area_m2, 0) as area,
         coalesce(point, st_pointonsurface(footprint)) as position
  from wanted_building building left join dwelling on dwelling.code = building.use_code
  where property_key is not null
), told as (
  -- The main building speaks for the property; what it does not tell, the next one does that can.
  select *, row_number() over w as place,
         (array_agg(position) filter (where position is not null) over w)[1] as geom,
         (array_agg(access_address) filter (where access_address is not null) over w)[1] as address,
         min(ownership_code) over w as least_ownership_code, max(source_date) over w as newest_date,
         count(*) filter (where is_there) over w as building_count, bool_or(state = 'planned') over w as is_planned
  from ranked
  -- By byte is as good an order as any, and far faster.
  window w as (partition by municipality_code, property_key collate "C"
               order by is_home desc, is_there desc, area desc, key collate "C"
               rows between unbounded preceding and unbounded following)
), vacancy as (
  select municipality_code, key as property_key, min(base.day(vacant_since)) as vacant_since, min(address) as address
  from listed where is_matched group by 1, 2
), said as (
  select municipality_code, property_key as key, bfe, source, newest_date as source_date,
         coalesce(told.address, vacancy.address) as address, null as postal_code, null as postal_name,
         use_code, year_built, living_area_m2, least_ownership_code as ownership_code,
         case when building_count > 0 then 'standing' when is_planned then 'planned' else 'gone' end as state,
         building_count, vacancy.vacant_since, geom
  from told left join vacancy using (municipality_code, property_key)
  where place = 1 and property_key not like 'row:%'
  union all
  select municipality_code, key, bfe_number, source_table, coalesce(base.day(listed.source_date), extract_date), address,
         postal_code, postal_name, use_code, base.small(year_built), base.whole(living_area_m2), null, 'standing',
         coalesce(total.building_count, 0), base.day(vacant_since), point
  from listed
  left join (
    select municipality_code, property_key as key, count(*) as building_count from wanted_building group by 1, 2
  ) as total using (municipality_code, key)
  where not is_matched and is_main
)
select p.municipality_code, p.key, p.bfe, p.source, p.source_date, p.address,
       -- A Danish address ends in the postal code and the name of the postal district.
       coalesce(p.postal_code, substring(p.address from ', ([0-9]{{4}}) [^,]+$')) as postal_code,
       coalesce(p.postal_name, substring(p.address from ', [0-9]{{4}} ([^,]+)$')) as postal_name,
       p.use_code, p.year_built, p.living_area_m2, p.ownership_code,
       case p.ownership_code
         when '10' then 'private' when '20' then 'social housing' when '30' then 'company' when '40' then 'association'
         when '41' then 'cooperative' when '50' then 'municipality' when '60' then 'municipality' when '70' then 'region'
         when '80' then 'state' when '90' then 'other' end as owner_kind,
       p.state, p.building_count::integer, p.vacant_since, p.geom, found.place_id, found.in_place, found.place_distance_m
from said p
left join work.registry registry using (municipality_code)
left join lateral {nearest} as found on p.geom is not null;
create index on wanted_property (municipality_code, key);
analyze wanted_property;
