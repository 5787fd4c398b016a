-- Keeps the indexes that keys need and those that lead from a property to what stands on it, and remembers the others.
create table work.demo_index as
select indexname as name, indexdef as definition from pg_indexes
where schemaname = 'work' and tablename in ('property', 'building', 'unit')
  and indexname not in (select conname from pg_constraint)
  and indexname not in ('building_property_id', 'unit_property_id');

do $$
declare name text;
begin
  for name in select i.name from work.demo_index i loop
    execute format('drop index work.%I', name);
  end loop;
end $$;
