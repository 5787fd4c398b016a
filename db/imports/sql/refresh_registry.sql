-- The registries that base now holds rows of; a foreign one was registered by its own import.
insert into work.registry (municipality_code, name, is_danish, local_srid)
select municipality_code, coalesce(area.name, known.name, municipality_code), true, 25832
from touched
left join base.municipality area using (municipality_code)
left join work.municipality_name known using (municipality_code)
where municipality_code ~ '^[0-9]{4}$' and municipality_code <> '0000'
  and (area.municipality_code is not null
       or exists (select from base.bbr_building b where b.municipality_code = touched.municipality_code)
       or exists (select from base.listed_property l where l.municipality_code = touched.municipality_code))
  and not exists (select from work.registry r where r.municipality_code = touched.municipality_code);

update work.registry registry
set name = coalesce(area.name, known.name, registry.municipality_code)
from touched
left join base.municipality area using (municipality_code)
left join work.municipality_name known using (municipality_code)
where registry.municipality_code = touched.municipality_code and registry.is_danish
  and registry.name <> coalesce(area.name, known.name, registry.municipality_code);
