-- From the database's own catalogue, which everybody may read: what a role may do in each table, `null` columns for all.
select r.rolname as role, n.nspname || '.' || c.relname as relation, v.verb,
  case when not has_table_privilege(r.oid, c.oid, v.verb) then columns.names end as columns
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_roles r on r.rolname = any(%(roles)s) and has_schema_privilege(r.oid, n.oid, 'usage')
cross join unnest(array['select', 'insert', 'update', 'delete']) with ordinality as v (verb, place)
left join lateral (
  select array_agg(a.attname::text order by a.attnum) as names from pg_attribute a
  where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and v.verb <> 'delete'
    and has_column_privilege(r.oid, c.oid, a.attnum, v.verb)
) as columns on true
where n.nspname in ('base', 'work', 'map', 'cases', 'social', 'private', 'staff', 'audit', 'context')
  and c.relkind in ('r', 'v', 'm', 'p')
  and (has_table_privilege(r.oid, c.oid, v.verb) or columns.names is not null)
order by r.rolname, n.nspname, c.relname, v.place
