-- Units; a unit reaches its building only through its entrance.
create temp table wanted_unit on commit drop as
select unit.municipality_code, 'bbr:' || unit.id_lokal_id as key, unit.id_lokal_id as bbr_id, unit.status as status_code,
       coalesce(life.state, 'planned') as state, f.enh020enhedensanvendelse as use_code,
       f.enh023boligtype as dwelling_type, f.enh024kondemneretboligenhed as condemned_code,
       f.enh032toiletforhold as toilet_code, f.enh033badeforhold as bath_code, f.enh034koekkenforhold as kitchen_code,
       f.enh051varmeinstallation as heating_code, f.enh045udlejningsforhold as occupancy_code,
       f.enh048godkendttombolig as approved_empty_code, f.enh068flexboligtilladelsesart as flex_permit_code,
       null::date as unregistered_since, base.whole(f.enh026enhedenssamledeareal) as total_area_m2,
       base.whole(f.enh027arealtilbeboelse) as living_area_m2, 'BBR' as source, unit.extract_date as source_date,
       'bbr:' || coalesce(entrance.attributes ->> 'bygning', f.bygning) as building_key
from newest_bbr_unit unit
cross join lateral jsonb_to_record(unit.attributes) as f (
  enh020enhedensanvendelse text, enh023boligtype text, enh024kondemneretboligenhed text, enh026enhedenssamledeareal text,
  enh027arealtilbeboelse text, enh032toiletforhold text, enh033badeforhold text, enh034koekkenforhold text,
  enh045udlejningsforhold text, enh048godkendttombolig text, enh051varmeinstallation text,
  enh068flexboligtilladelsesart text, opgang text, bygning text)
left join newest_bbr_entrance entrance
  on entrance.municipality_code = unit.municipality_code and entrance.id_lokal_id = base.identifier(f.opgang)
left join life_cycle life on life.status = unit.status;

insert into wanted_unit (municipality_code, key, state, use_code, condemned_code, toilet_code, bath_code, kitchen_code,
                         heating_code, occupancy_code, unregistered_since, living_area_m2, source, source_date, building_key)
select municipality_code, row_name, 'standing', use_code, condemned_code, toilet_code, bath_code, kitchen_code, heating_code,
       occupancy_code, base.day(vacant_since), base.whole(living_area_m2), source_table,
       coalesce(base.day(source_date), extract_date), row_name
from listed
where not is_matched and is_main and coalesce(toilet_code, bath_code, kitchen_code, condemned_code, occupancy_code) is not null;

create index on wanted_unit (municipality_code, key);
analyze wanted_unit;
