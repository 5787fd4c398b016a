-- What one database of the cluster needs once: extensions, owner, and nothing open to everybody.
create extension if not exists postgis;
create extension if not exists pg_trgm;
create extension if not exists unaccent;
create extension if not exists pgcrypto;
revoke all on schema public from public;
grant usage on schema public to public;
grant create, usage on schema public to atlas_owner;

-- Large objects belong to whoever makes them, and nobody bounds how many.
do $$
declare writer regprocedure;
begin
  for writer in
    select oid::regprocedure from pg_proc
    where pronamespace = 'pg_catalog'::regnamespace
      and proname in ('lo_creat', 'lo_create', 'lo_from_bytea', 'lo_put', 'lowrite', 'lo_truncate', 'lo_truncate64')
  loop
    execute format('revoke execute on function %s from public', writer);
  end loop;
end $$;

-- The server's counters are open to everybody: of rows and bytes they would count those of closed rooms too, and tell by how
-- much an import moved them whether what it brought was there before. Whoever watches over the server keeps them.
do $$
declare counter regprocedure;
begin
  for counter in
    select oid::regprocedure from pg_proc
    where pronamespace = 'pg_catalog'::regnamespace
      and (proname ~ '^pg_stat_get_(xact_)?(live|dead|tuples|ins_since|mod_since|blocks|numscans|lastscan)'
           -- Whether a table was tidied up hangs on how many of its rows changed.
           or proname ~ '^pg_stat_get_(last_)?(auto)?(vacuum|analyze)_'
           or proname ~ '^pg_stat_get_(db_(tuples|blocks|temp)|bgwriter_|checkpoint|buf_|io$|wal$|backend_(io|wal)$|slru$)'
           or proname ~ '^pg_(relation|table|indexes|total_relation|database|tablespace)_size$'
           or proname ~ '^pg_(current_wal_|last_wal_|control_checkpoint$|logical_emit_message$)')
  loop
    execute format('revoke execute on function %s from public', counter);
    execute format('grant execute on function %s to pg_monitor', counter);
  end loop;
end $$;

-- What vacuum, analyze and every index that is made write beside the name of a table are counts of its rows too.
do $$
declare columns text;
begin
  select string_agg(quote_ident(attname), ', ') into columns from pg_attribute
  where attrelid = 'pg_class'::regclass and attnum > 0 and attname !~ '^rel(tuples|pages|all)';
  revoke select on pg_class from public;
  execute format('grant select (%s) on pg_class to public', columns);
  grant select on pg_class to pg_monitor;
end $$;
