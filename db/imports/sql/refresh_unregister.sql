-- A registry that base no longer holds anything of is gone.
delete from work.registry registry
using touched
where registry.municipality_code = touched.municipality_code and not registry.is_demo
  and not exists (select from base.bbr_building b where b.municipality_code = touched.municipality_code)
  and not exists (select from base.municipality m where m.municipality_code = touched.municipality_code)
  and not exists (select from base.listed_property l where l.municipality_code = touched.municipality_code)
  and not exists (select from work.property p where p.municipality_code = touched.municipality_code);
