-- Who asks: the context that the service signs for one transaction, and the people who work here.

-- What is not named in a search path is searched first for types: whoever may make temporary things could put one of her
-- own before the server's in what runs as the owner.
do $$
declare definer regprocedure;
begin
  for definer in
    select p.oid::regprocedure from pg_proc p
    where p.prosecdef and p.pronamespace in (select oid from pg_namespace where nspname in ('base', 'work', 'map', 'social'))
  loop
    execute format('alter function %s set search_path = pg_catalog, pg_temp', definer);
  end loop;
end $$;

create schema context;
create schema staff;
comment on schema context is 'The signed context of a transaction: who asks, in which role, for which municipality and unit.';
comment on schema staff is 'Units, accounts and how they sign in.';

------------------------------------------------------------------------------- the signed context
create table context.secret (
  is_only boolean primary key default true check (is_only),
  key bytea not null check (length(key) >= 32)
);
comment on table context.secret is 'What the service signs contexts with; read by nobody but the owner of context.claims().';

-- A token is base64(JSON) '.' hex(HMAC-SHA256). It holds for one database, one role and a short time, so that one
-- that is seen somewhere is good for nothing else. Whatever is wrong with it gives null, and null sees nothing.
create function context.claims() returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  token text := nullif(current_setting('atlas.token', true), '');
  body text;
  claims jsonb;
begin
  if token is null or length(token) > 8000 then return null; end if;
  body := split_part(token, '.', 1);
  if encode(public.hmac(convert_to(body, 'UTF8'), (select key from context.secret), 'sha256'), 'hex')
     is distinct from split_part(token, '.', 2) then
    return null;
  end if;
  claims := convert_from(decode(body, 'base64'), 'UTF8')::jsonb;
  if (claims ->> 'ends')::double precision < extract(epoch from clock_timestamp()) then return null; end if;
  if claims ->> 'database' is distinct from current_database() then return null; end if;
  -- The role that was taken; a login that takes none is named itself.
  if claims ->> 'role' is distinct from coalesce(nullif(current_setting('role'), 'none'), session_user) then return null; end if;
  return claims;
end $$;
comment on function context.claims() is 'What the service vouches for about this transaction; null without a valid token.';

create function context.municipality() returns text
language sql stable set search_path = pg_catalog, pg_temp
return context.claims() ->> 'municipality';

create function context.account() returns bigint
language sql stable set search_path = pg_catalog, pg_temp
return (context.claims() ->> 'account')::bigint;

create function context.unit() returns bigint
language sql stable set search_path = pg_catalog, pg_temp
return (context.claims() ->> 'unit')::bigint;

------------------------------------------------------------------------------- units and accounts
create table staff.unit (
  id bigint generated always as identity primary key,
  municipality_code text not null,
  name text not null check (length(name) between 1 and 120),
  contact text check (length(contact) <= 200),
  closed_on date,
  unique (municipality_code, id)
);
create unique index unit_name on staff.unit (municipality_code, lower(name));
comment on table staff.unit is 'A unit of a municipality''s organisation: the wall inside the municipality.';

create table staff.account (
  id bigint generated always as identity primary key,
  municipality_code text not null,
  name text not null check (name = lower(name) and length(name) between 2 and 120),
  display_name text not null check (length(display_name) between 1 and 120),
  role text not null,
  unit_id bigint,
  reads_all boolean not null default false,
  state text not null default 'invited' check (state in ('invited', 'active', 'closed')),
  password_hash text,
  password_set_at timestamptz,
  totp_secret bytea,
  totp_confirmed_at timestamptz,
  totp_step bigint,
  locked_until timestamptz,
  issuer text,
  subject text,
  created_at timestamptz not null default clock_timestamp(),
  unique (municipality_code, name),
  unique (municipality_code, id),
  unique (municipality_code, issuer, subject),
  foreign key (municipality_code, unit_id) references staff.unit (municipality_code, id)
);
comment on column staff.account.reads_all is 'Whether the map shows all municipalities of the installation; confidential rooms are the account''s own municipality''s always.';
comment on column staff.account.totp_step is 'The last time step whose code was taken: a code is good once.';

create table staff.session (
  token_hash bytea primary key check (length(token_hash) = 32),
  id uuid not null unique default gen_random_uuid(),
  account_id bigint not null references staff.account (id) on delete cascade,
  acting_for_id bigint references staff.account (id) on delete cascade,
  started_at timestamptz not null default clock_timestamp(),
  seen_at timestamptz not null default clock_timestamp(),
  ends_at timestamptz not null,
  second_factor_at timestamptz,
  device text check (length(device) <= 120),
  revoked_at timestamptz
);
create index session_account on staff.session (account_id);
comment on column staff.session.acting_for_id is 'The account whose deputy she is in this session.';

create table staff.recovery_code (
  account_id bigint not null references staff.account (id) on delete cascade,
  code_hash bytea not null,
  used_at timestamptz,
  primary key (account_id, code_hash)
);

create table staff.one_time_link (
  token_hash bytea primary key check (length(token_hash) = 32),
  purpose text not null check (purpose in ('first administrator', 'invitation', 'reset')),
  account_id bigint references staff.account (id) on delete cascade,
  made_by bigint references staff.account (id) on delete set null,
  made_at timestamptz not null default clock_timestamp(),
  ends_at timestamptz not null,
  used_at timestamptz,
  check ((purpose = 'first administrator') = (account_id is null))
);

create table staff.api_token (
  id bigint generated always as identity primary key,
  account_id bigint not null references staff.account (id) on delete cascade,
  name text not null check (length(name) between 1 and 80),
  token_hash bytea not null unique check (length(token_hash) = 32),
  scopes text[] not null check (cardinality(scopes) between 1 and 50),
  created_at timestamptz not null default clock_timestamp(),
  ends_at timestamptz not null,
  used_on date,
  revoked_at timestamptz,
  check (ends_at <= created_at + interval '366 days')
);
create index api_token_account on staff.api_token (account_id);

create table staff.attempt (
  subject bytea not null,
  at timestamptz not null default clock_timestamp()
);
create index attempt_subject on staff.attempt (subject, at);
comment on table staff.attempt is 'Failed sign-ins by a keyed digest of name or address, for the rate limit of all workers together; kept an hour.';

create table staff.notice (
  id bigint generated always as identity primary key,
  municipality_code text not null,
  account_id bigint not null references staff.account (id) on delete cascade,
  kind text not null check (kind in ('locked', 'reset', 'second factor removed', 'emergency access', 'deputy')),
  about_id bigint references staff.account (id) on delete cascade,
  detail jsonb not null default '{}',
  at timestamptz not null default clock_timestamp(),
  read_at timestamptz
);
create index notice_account on staff.notice (account_id, at);
comment on table staff.notice is 'What an account is told in the application, since no mail is assumed.';

create table staff.deputy (
  id bigint generated always as identity primary key,
  municipality_code text not null,
  account_id bigint not null,
  deputy_id bigint not null,
  begins date not null,
  ends date not null,
  given_by bigint not null references staff.account (id),
  given_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  check (account_id <> deputy_id and ends >= begins),
  foreign key (municipality_code, account_id) references staff.account (municipality_code, id) on delete cascade,
  foreign key (municipality_code, deputy_id) references staff.account (municipality_code, id) on delete cascade
);
comment on table staff.deputy is 'Who acts for somebody while she is away, in her role and unit; never in a citizen adviser''s log.';

create table staff.claim_mapping (
  id bigint generated always as identity primary key,
  municipality_code text not null,
  claim text not null check (length(claim) between 1 and 120),
  value text not null check (length(value) between 1 and 200),
  role text not null,
  unit_id bigint,
  unique (municipality_code, claim, value),
  foreign key (municipality_code, unit_id) references staff.unit (municipality_code, id) on delete cascade
);
comment on table staff.claim_mapping is 'Which role and unit a claim of the identity provider gives; without a row nobody enters.';

create table staff.emergency_access (
  id bigint generated always as identity primary key,
  municipality_code text not null,
  account_id bigint not null,
  property_key text not null,
  reason text not null check (length(btrim(reason)) between 10 and 500),
  begins_at timestamptz not null default clock_timestamp(),
  ends_at timestamptz not null,
  reviewed_by bigint references staff.account (id),
  reviewed_at timestamptz,
  check (ends_at between begins_at and begins_at + interval '1 day'),
  foreign key (municipality_code, account_id) references staff.account (municipality_code, id) on delete cascade
);
create index emergency_access_account on staff.emergency_access (account_id, ends_at);
comment on table staff.emergency_access is 'Break-glass: reading the unit notes of one property without being assigned, with a reason that the leader reviews.';

-- Asked by policies, so that they need no right on the table itself.
create function context.has_emergency(municipality_code text, property_key text) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select exists (
    select from staff.emergency_access e
    where e.municipality_code = has_emergency.municipality_code and e.property_key = has_emergency.property_key
      and e.account_id = context.account() and e.municipality_code = context.municipality()
      and clock_timestamp() between e.begins_at and e.ends_at
  );
end;

------------------------------------------------------------------------------- rights
-- Sign-in looks across municipalities before anybody is known, with what the service signed; an administrator sees her own,
-- and no secret.
do $$
declare name text;
begin
  for name in select tablename from pg_tables where schemaname = 'staff' loop
    execute format('alter table staff.%I enable row level security', name);
    execute format('alter table staff.%I force row level security', name);
    execute format('create policy signing_in on staff.%I to atlas_sign_in '
                   'using ((select context.claims()) is not null) with check ((select context.claims()) is not null)', name);
    -- How many rows a closed table has is told by the server's statistics.
    execute format('alter table staff.%I set (autovacuum_enabled = false)', name);
  end loop;
  foreach name in array array['unit', 'account', 'deputy', 'claim_mapping'] loop
    execute format('create policy own_municipality on staff.%I to atlas_administrator '
                   'using (municipality_code = (select context.municipality())) '
                   'with check (municipality_code = (select context.municipality()))', name);
  end loop;
end $$;
create policy not_herself on staff.account as restrictive for update to atlas_administrator
  using (id is distinct from (select context.account()));
-- What lies in other municipalities is not hers to open to anybody.
create policy own_map on staff.account as restrictive for insert to atlas_administrator with check (not reads_all);
create policy her_own on staff.api_token as restrictive for insert to atlas_sign_in
  with check (account_id = (select context.account()));
create policy her_own on staff.emergency_access as restrictive for insert to atlas_sign_in
  with check (account_id = (select context.account()));
alter table context.secret enable row level security;
alter table context.secret force row level security;
create policy owner_reads on context.secret to atlas_owner using (true) with check (true);

revoke all on all functions in schema context from public;
grant usage on schema context to atlas_reader, atlas_writer, atlas_importer, atlas_planner, atlas_inspector, atlas_applicant,
  atlas_social_worker, atlas_coordinator, atlas_adviser, atlas_leader, atlas_administrator, atlas_data_protection_officer,
  atlas_sign_in, atlas_aggregator;
grant execute on function context.claims(), context.municipality(), context.account(), context.unit()
  to atlas_reader, atlas_writer, atlas_importer, atlas_planner, atlas_inspector, atlas_applicant, atlas_social_worker,
  atlas_coordinator, atlas_adviser, atlas_leader, atlas_administrator, atlas_data_protection_officer, atlas_sign_in,
  atlas_aggregator;
-- Runs as a role that forced policies do not hold for, and that sees these columns only.
grant usage on schema staff to atlas_aggregator;
grant select (municipality_code, account_id, property_key, begins_at, ends_at) on staff.emergency_access to atlas_aggregator;
grant create on schema context to atlas_aggregator;
alter function context.has_emergency(text, text) owner to atlas_aggregator;
revoke create on schema context from atlas_aggregator;
grant execute on function context.has_emergency(text, text) to atlas_social_worker, atlas_coordinator;

grant usage on schema staff to atlas_sign_in, atlas_administrator;
grant select on all tables in schema staff to atlas_sign_in;
grant insert on staff.account, staff.session, staff.recovery_code, staff.one_time_link, staff.api_token, staff.attempt,
  staff.notice, staff.emergency_access to atlas_sign_in;
grant update (display_name, role, unit_id, state, password_hash, password_set_at, totp_secret, totp_confirmed_at, totp_step,
  locked_until, issuer, subject) on staff.account to atlas_sign_in;
grant update (seen_at, second_factor_at, acting_for_id, revoked_at) on staff.session to atlas_sign_in;
grant update (used_at) on staff.recovery_code, staff.one_time_link to atlas_sign_in;
grant update (used_on, revoked_at) on staff.api_token to atlas_sign_in;
grant update (read_at) on staff.notice to atlas_sign_in;
grant update (reviewed_by, reviewed_at) on staff.emergency_access to atlas_sign_in;
grant delete on staff.recovery_code, staff.attempt, staff.one_time_link to atlas_sign_in;

-- A flag names its unit by name: a unit that took another's name would take its flags.
grant select, insert, update (contact, closed_on) on staff.unit to atlas_administrator;
grant select (id, municipality_code, name, display_name, role, unit_id, reads_all, state, totp_confirmed_at, locked_until, issuer,
  created_at) on staff.account to atlas_administrator;
grant insert (municipality_code, name, display_name, role, unit_id, reads_all) on staff.account to atlas_administrator;
grant update (display_name, role, unit_id, state) on staff.account to atlas_administrator;
grant select, insert, delete on staff.claim_mapping to atlas_administrator;
grant select, insert on staff.deputy to atlas_administrator;
grant update (ends, ended_at) on staff.deputy to atlas_administrator;
