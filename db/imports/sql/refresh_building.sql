-- Buildings as they are now: from BBR, with footprint, ground and property; and footprints that stand alone.
-- The rules in force today, the last day of a row included; of several the newest (as db/queries/dated.py).
create temp table unknown_year on commit drop as
select distinct value from work.unknown_value
where field = 'byg026' and valid_from <= current_date and (valid_to is null or valid_to >= current_date);

create temp table life_cycle on commit drop as
select distinct on (status) status, state from work.life_cycle
where valid_from <= current_date and (valid_to is null or valid_to >= current_date)
order by status, valid_from desc;

create temp table wanted_building on commit drop as
with outline as (
  -- One building may have several footprints: wings and parts that were drawn apart.
  select bbr_id, case when count(*) = 1 then (array_agg(geom))[1]
                      else st_multi(st_union(geom order by municipality_code, footprint_key)) end as geom
  from base.footprint
  where bbr_id in (select id_lokal_id from newest_bbr_building)
  group by bbr_id
)
select building.municipality_code, 'bbr:' || building.id_lokal_id as key, building.id_lokal_id as bbr_id,
       f.byg007bygningsnummer as number, building.status as status_code, coalesce(life.state, 'planned') as state,
       f.byg021bygningensanvendelse as use_code,
       case when f.byg026opfoerelsesaar not in (select value from unknown_year)
            then base.small(f.byg026opfoerelsesaar) end as year_built,
       nullif(base.small(f.byg027omtilbygningsaar), 0) as year_rebuilt,
       f.byg032ydervaeggensmateriale as wall_code, f.byg033tagdaekningsmateriale as roof_code,
       f.byg036asbestholdigtmateriale as asbestos_code,
       base.whole(f.byg038samletbygningsareal) as total_area_m2,
       base.whole(f.byg039bygningenssamledeboligareal) as living_area_m2,
       base.whole(f.byg041bebyggetareal) as footprint_area_m2, base.small(f.byg054antaletager) as storeys,
       f.byg056varmeinstallation as heating_code,
       coalesce(f.byg030vandforsyning, ground.attributes ->> 'gru009vandforsyning') as water_code,
       coalesce(f.byg031afloebsforhold, ground.attributes ->> 'gru010afloebsforhold') as drain_code,
       f.byg070fredning as protection_code, f.byg037kildetilbygningensmaterialer as materials_source_code,
       f.byg134kvalitetafkoordinatsaet as coordinate_quality, base.day(f.byg094revisionsdato) as revised_on,
       id.ground as ground_id, id.house_number as house_number_id,
       f.jordstykke as parcel_no, bfe,
       address_text.address, 'BBR' as source, building.extract_date as source_date,
       base.point(f.byg404koordinat) as point, outline.geom as footprint,
       coalesce('bfe:' || bfe, 'ground:' || id.ground,
                'building:' || building.id_lokal_id) as property_key,
       relation.attributes ->> 'ejendommensejerforholdskode' as ownership_code, address_text.access_address
from newest_bbr_building building
cross join lateral jsonb_to_record(building.attributes) as f (
  byg007bygningsnummer text, byg021bygningensanvendelse text, byg026opfoerelsesaar text, byg027omtilbygningsaar text,
  byg030vandforsyning text, byg031afloebsforhold text, byg032ydervaeggensmateriale text,
  byg033tagdaekningsmateriale text, byg036asbestholdigtmateriale text, byg037kildetilbygningensmaterialer text,
  byg038samletbygningsareal text, byg039bygningenssamledeboligareal text, byg041bebyggetareal text,
  byg054antaletager text, byg056varmeinstallation text, byg070fredning text, byg094revisionsdato text,
  byg134kvalitetafkoordinatsaet text, byg404koordinat text, grund text, husnummer text, jordstykke text)
-- Each is used more than once: with the offset it is worked out once.
cross join lateral (
  select base.identifier(f.grund) as ground, base.identifier(f.husnummer) as house_number offset 0) as id
left join newest_bbr_ground ground
  on ground.municipality_code = building.municipality_code and ground.id_lokal_id = id.ground
left join newest_bbr_property_relation relation
  on relation.municipality_code = building.municipality_code
  and relation.id_lokal_id = base.identifier(ground.attributes ->> 'bestemtfastejendom')
left join address_text on address_text.house_number_id = id.house_number
left join outline on outline.bbr_id = building.id_lokal_id
left join life_cycle life on life.status = building.status
cross join lateral (select base.large(relation.attributes ->> 'bfenummer') as bfe) as owned;

-- Footprints that no BBR building claims; one without a municipality belongs where it stands.
insert into wanted_building (municipality_code, key, state, source, source_date, footprint)
select coalesce(code, '0000'), 'footprint:' || footprint_key, 'standing', coalesce(attributes ->> 'source', 'Bygningsomrids'),
       extract_date, geom
from (
  select outline.*, case when outline.municipality_code <> '0000' then outline.municipality_code else (
    select area.municipality_code from base.municipality area
    where st_intersects(area.geom, st_pointonsurface(outline.geom)) limit 1) end as code
  from base.footprint outline
  where not exists (select from base.bbr_building building where building.id_lokal_id = outline.bbr_id)
) as lone
where coalesce(code, '0000') in (select municipality_code from touched);

create index on wanted_building (municipality_code, key);
analyze wanted_building;
