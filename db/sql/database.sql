-- What one database of the cluster needs once: extensions, owner, and nothing open to everybody.
create extension if not exists postgis;
create extension if not exists pg_trgm;
create extension if not exists unaccent;
create extension if not exists pgcrypto;
revoke all on schema public from public;
grant usage on schema public to public;
grant create, usage on schema public to atlas_owner;

-- The server's statistics of every table are open to everybody: they would count the rows of closed rooms.
do $$
declare counter regprocedure;
begin
  for counter in
    select oid::regprocedure from pg_proc
    where pronamespace = 'pg_catalog'::regnamespace
      and proname ~ '^pg_stat_get_(xact_)?(live|dead|tuples|ins_since|mod_since|blocks|numscans|lastscan)'
  loop
    execute format('revoke execute on function %s from public', counter);
  end loop;
end $$;
