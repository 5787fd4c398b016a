-- Rows of tables, under the key of the property they are about: the register's, where a BFE number matches.
create temp table listed on commit drop as
with stated as (
  select l.municipality_code, l.source_table, l.row_key, l.extract_date, f.*, base.large(f.bfe) as bfe_number,
         case when geometrytype(l.geom) = 'POINT' then st_force2d(l.geom) else st_pointonsurface(l.geom) end as point
  from base.listed_property l join touched using (municipality_code)
  cross join lateral jsonb_to_record(l.attributes) as f (
    address text, postal_code text, postal_name text, bfe text, use_code text, year_built text, living_area_m2 text,
    heating_code text, toilet_code text, bath_code text, kitchen_code text, water_code text, drain_code text,
    condemned_code text, occupancy_code text, vacant_since text, source_date text)
), known as (
  select distinct municipality_code, bfe from wanted_building where bfe is not null
)
select stated.*, known.bfe is not null as is_matched, concat('row:', source_table, ':', row_key) as row_name,
       case when known.bfe is not null then 'bfe:' || known.bfe else concat('row:', source_table, ':', row_key) end as key
from stated
left join known on known.municipality_code = stated.municipality_code and known.bfe = stated.bfe_number;
create index on listed (municipality_code, key);
analyze listed;

-- A row says as much about one building as its columns do.
insert into wanted_building (municipality_code, key, state, use_code, year_built, living_area_m2, heating_code, water_code,
                             drain_code, bfe, address, source, source_date, point, property_key, access_address)
select municipality_code, row_name, 'standing', use_code, base.small(year_built), base.whole(living_area_m2),
       heating_code, water_code, drain_code, bfe_number, address, source_table,
       coalesce(base.day(source_date), extract_date), point, key, address
from listed
where not is_matched
  and coalesce(use_code, year_built, living_area_m2, heating_code, water_code, drain_code, toilet_code, bath_code,
               kitchen_code, condemned_code, occupancy_code) is not null;
create index on wanted_building (municipality_code, property_key);
analyze wanted_building;
