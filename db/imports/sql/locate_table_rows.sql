-- Rows that do not say their municipality get the one that they lie in.
update {staging} staged
set municipality_code = (
  select area.municipality_code from base.municipality area
  where st_covers(area.geom, st_pointonsurface(staged.geom))
  order by area.municipality_code limit 1)
where staged.municipality_code is null and staged.geom is not null;
