-- Roles and extensions belong to the whole cluster or need a superuser: made by `db init`, never by a migration.
do $$
declare name text;
begin
  foreach name in array array['atlas_owner', 'atlas_aggregator', 'atlas_backup', 'atlas_purge',
                              'atlas_reader', 'atlas_writer', 'atlas_importer',
                              'atlas_planner', 'atlas_inspector', 'atlas_applicant', 'atlas_social_worker',
                              'atlas_coordinator', 'atlas_adviser', 'atlas_leader', 'atlas_administrator',
                              'atlas_data_protection_officer', 'atlas_social_importer', 'atlas_sign_in',
                              'atlas_sealer', 'atlas_retention'] loop
    if not exists (select from pg_roles where rolname = name) then
      execute format('create role %I nologin inherit', name);
    end if;
  end loop;
  foreach name in array array['atlas_reader_login', 'atlas_writer_login', 'atlas_importer_login',
                              'atlas_casework_login', 'atlas_social_login', 'atlas_adviser_login', 'atlas_staff_login'] loop
    if not exists (select from pg_roles where rolname = name) then
      execute format('create role %I login inherit', name);
    end if;
  end loop;
end $$;

-- These logins hold nothing of their own: a role is taken for one transaction.
alter role atlas_casework_login noinherit;
alter role atlas_social_login noinherit;
alter role atlas_adviser_login noinherit;
alter role atlas_staff_login noinherit;
alter role atlas_aggregator bypassrls;
alter role atlas_backup bypassrls;

grant atlas_reader to atlas_reader_login;
grant atlas_writer to atlas_writer_login;
grant atlas_importer to atlas_importer_login;
-- A coordinator reaches both rooms, so she comes by the login of the stricter one.
grant atlas_inspector, atlas_leader to atlas_casework_login;
revoke atlas_coordinator from atlas_casework_login;
grant atlas_social_worker, atlas_coordinator, atlas_social_importer to atlas_social_login;
grant atlas_adviser to atlas_adviser_login;
grant atlas_sign_in, atlas_administrator, atlas_data_protection_officer, atlas_sealer, atlas_retention
  to atlas_staff_login;
-- The owner hands views and functions over to them, so it must be able to act as them.
grant atlas_aggregator, atlas_purge to atlas_owner;
