drop function work.refresh_social_bands();
drop function map.address_key(text);
drop view map.grade, map.inspection, map.priority_criterion, map.priority_points, map.social_band, map.saved_list;
drop view map.property;
drop table work.social_band, social.flag, social.replaced, social.located, work.saved_list, work.priority_points, work.priority_criterion, work.inspection, work.grade;
revoke usage on schema social, work, map from atlas_social_importer;
revoke usage on schema social from atlas_aggregator;
revoke execute on function map.fold(text) from atlas_social_importer;
revoke select (id, state) on work.import_run from atlas_social_importer;
revoke select on map.building, map.registry, map.code_title from atlas_social_importer;
drop index work.property_cell, work.property_priority, work.property_condition;
alter table work.property
  drop column is_graded, drop column grade_scale, drop column grade, drop column grade_part, drop column graded_on,
  drop column condition, drop column priority, drop column priority_condition, drop column priority_place,
  drop column priority_eligible, drop column priority_model;
create index property_cell on work.property (cell) include (suspicion, municipality_code, place_id) where state = 'standing';
create view map.property as
  select p.id, p.municipality_code, p.key, p.bfe, p.source, p.source_date, p.address, p.postal_code, p.postal_name,
         p.place_id, p.in_place, p.place_distance_m, l.name as place_name, l.population as place_population,
         l.population_date as place_population_date,
         p.use_code, p.year_built, p.living_area_m2, p.ownership_code, p.owner_kind, p.state, p.is_standing, p.building_count,
         p.vacant_since, p.geom, p.geom_3857, p.cell, p.search_text, p.suspicion, p.rules, p.flags, p.badges, p.hit_count,
         case when p.screened_as_of is not null then coalesce(s.as_of, p.screened_as_of) end as screened_as_of
  from work.property p left join work.place l on l.id = p.place_id
  left join work.screened_registry s on s.municipality_code = p.municipality_code;
alter view map.property owner to atlas_aggregator;
grant select on map.property to atlas_reader, atlas_writer, atlas_importer;
