-- Sets aside what would be paid for row by row, and remembers how to put it back: indexes (but those of keys, and
-- those that lead from a property to what stands on it) and foreign keys.
create table work.demo_aside as
select 1 as step, format('drop index work.%I', indexname) as removal, indexdef as restoration
from pg_indexes
where schemaname = 'work' and tablename in ('property', 'building', 'unit')
  and indexname not in (select conname from pg_constraint)
  and indexname not in ('building_property_id', 'unit_property_id')
union all
select 2, format('alter table %s drop constraint %I', conrelid::regclass, conname),
       format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
from pg_constraint
where contype = 'f'
  and conrelid in ('work.property'::regclass, 'work.building'::regclass, 'work.unit'::regclass, 'work.hit'::regclass);

do $$
declare removal text;
begin
  for removal in select a.removal from work.demo_aside a loop
    execute removal;
  end loop;
end $$;
