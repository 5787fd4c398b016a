-- What one database of the cluster needs once: extensions, owner, and nothing open to everybody.
create extension if not exists postgis;
create extension if not exists pg_trgm;
create extension if not exists unaccent;
create extension if not exists pgcrypto;
revoke all on schema public from public;
grant usage on schema public to public;
grant create, usage on schema public to atlas_owner;
