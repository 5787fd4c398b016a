-- Rows of tables, under the key of the property they are about: the register's by BFE number, building or address,
-- else one of their own, which rows of several days share.
create temp table listed on commit drop as
with stated as (
  select l.municipality_code, l.source_table, l.row_key, l.extract_date, f.*, base.large(f.bfe) as bfe_number,
         coalesce(base.identifier(f.bbr_id), base.identifier(coalesce(f.row_of, l.row_key))) as building_id,
         concat('row:', l.source_table, ':', coalesce(f.row_of, l.row_key)) as row_name,
         case when geometrytype(l.geom) = 'POINT' then st_force2d(l.geom) else st_pointonsurface(l.geom) end as point
  from base.listed_property l join touched using (municipality_code)
  cross join lateral jsonb_to_record(l.attributes) as f (
    address text, postal_code text, postal_name text, bfe text, use_code text, year_built text, living_area_m2 text,
    heating_code text, toilet_code text, bath_code text, kitchen_code text, water_code text, drain_code text,
    condemned_code text, occupancy_code text, vacant_since text, source_date text, bbr_id text, row_of text, grade text,
    grade_roof text, grade_wall text, grade_window text, grade_foundation text, grade_indoor text, grade_scale text,
    grade_part text, inspected_on text, inspector text)
), numbered as (
  select distinct municipality_code, bfe from wanted_building where bfe is not null
), built as (
  select distinct municipality_code, bbr_id, property_key
  from wanted_building where bbr_id is not null and property_key is not null
), addressed as (
  -- A house that is gone gives its address to the one that stands there now.
  select municipality_code, map.address_key(access_address) as address_key,
         substring(access_address from ', ([0-9]{4}) [^,]+$') as postal_code, property_key, bool_or(state = 'standing') as is_there
  from wanted_building where access_address is not null and property_key is not null
  group by 1, 2, 3, 4
), by_address as (
  select s.municipality_code, s.source_table, s.row_key,
         case when count(distinct a.property_key) = 1 then min(a.property_key)
              when count(distinct a.property_key) filter (where a.is_there) = 1
              then min(a.property_key) filter (where a.is_there) end as property_key
  from (
    select municipality_code, source_table, row_key, map.address_key(address) as address_key,
           coalesce(postal_code, substring(address from ', ([0-9]{4}) [^,]+$')) as postal_code
    from stated
    where address is not null and municipality_code in (select municipality_code from addressed)
  ) as s
  join addressed a on a.municipality_code = s.municipality_code and a.address_key = s.address_key
    and coalesce(a.postal_code = s.postal_code, true)
  group by 1, 2, 3
)
select stated.*, found.key is not null as is_matched, coalesce(found.key, stated.row_name) as key, true as is_main
from stated
left join numbered on numbered.municipality_code = stated.municipality_code and numbered.bfe = stated.bfe_number
left join built on built.municipality_code = stated.municipality_code and built.bbr_id = stated.building_id
left join by_address on by_address.municipality_code = stated.municipality_code
  and by_address.source_table = stated.source_table and by_address.row_key = stated.row_key
cross join lateral (
  select coalesce('bfe:' || numbered.bfe, built.property_key, by_address.property_key) as key) as found;
create index on listed (municipality_code, key);
analyze listed;

-- A graded row without a position is about the one house of another table that has its BFE number, else its address.
with house as (
  select municipality_code, key, bfe_number, map.address_key(address) as address_key,
         coalesce(postal_code, substring(address from ', ([0-9]{4}) [^,]+$')) as postal_code
  from listed where not is_matched and (point is not null or row_of is null)
), graded as (
  select municipality_code, source_table, row_key, bfe_number, map.address_key(address) as address_key,
         coalesce(postal_code, substring(address from ', ([0-9]{4}) [^,]+$')) as postal_code
  from listed where not is_matched and point is null and row_of is not null
), found as (
  select municipality_code, graded.source_table, graded.row_key, 1 as way, house.key
  from graded join house using (municipality_code, bfe_number)
  union all
  select municipality_code, graded.source_table, graded.row_key, 2, house.key
  from graded join house using (municipality_code, address_key)
  where coalesce(graded.postal_code = house.postal_code, true) and coalesce(graded.bfe_number = house.bfe_number, true)
), single as (
  select distinct on (municipality_code, source_table, row_key) municipality_code, source_table, row_key, min(key) as key
  from found group by municipality_code, source_table, row_key, way having count(distinct key) = 1
  order by municipality_code, source_table, row_key, way
)
update listed set key = single.key, is_main = false
from single
where single.municipality_code = listed.municipality_code and single.source_table = listed.source_table
  and single.row_key = listed.row_key;

-- Of the rows that share a property of their own, the newest speaks for it.
update listed
set is_main = false
from (
  select shared.municipality_code, shared.source_table, shared.row_key,
         row_number() over (partition by shared.municipality_code, shared.key
                            order by coalesce(base.day(inspected_on), base.day(source_date), extract_date) desc nulls last,
                                     row_key desc) as place
  from listed shared
  join (select distinct municipality_code, key from listed where row_of is not null and not is_matched and is_main) as own
    on own.municipality_code = shared.municipality_code and own.key = shared.key
  where shared.is_main
) as ranked
where ranked.place > 1 and ranked.municipality_code = listed.municipality_code
  and ranked.source_table = listed.source_table and ranked.row_key = listed.row_key;

-- A row says as much about one building as its columns do.
insert into wanted_building (municipality_code, key, state, use_code, year_built, living_area_m2, heating_code, water_code,
                             drain_code, bfe, address, source, source_date, point, property_key, access_address)
select municipality_code, row_name, 'standing', use_code, base.small(year_built), base.whole(living_area_m2),
       heating_code, water_code, drain_code, bfe_number, address, source_table,
       coalesce(base.day(source_date), extract_date), point, key, address
from listed
where not is_matched and is_main
  and coalesce(use_code, year_built, living_area_m2, heating_code, water_code, drain_code, toilet_code, bath_code,
               kitchen_code, condemned_code, occupancy_code) is not null;
analyze wanted_building;
