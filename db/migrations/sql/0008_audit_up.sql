-- Who saw or changed what confidential thing, when and why. Never what it said.
comment on schema audit is 'Append-only: lines come through functions, are chained by hash and signed.';

create table audit.secret (
  is_only boolean primary key default true check (is_only),
  key bytea not null check (length(key) >= 32)
);
comment on table audit.secret is 'The key of the digests; kept with the lines, since they are compared as long as they stand.';
insert into audit.secret (key) values (public.gen_random_bytes(32));

create table audit.line (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  municipality_code text,
  account_id bigint,
  role text,
  login text not null,
  session text,
  purpose text,
  run_id bigint,
  action text not null check (action in ('insert', 'update', 'delete', 'read', 'search', 'tile', 'export', 'event')),
  area text not null,
  table_name text,
  row_key text,
  property_key text,
  fields text[],
  digest text,
  detail jsonb not null default '{}'
);
create index line_account on audit.line (municipality_code, account_id, id);
create index line_property on audit.line (municipality_code, property_key, id);
comment on column audit.line.digest is 'HMAC of the new values: tells whether two are the same to whoever has the key, and nothing else.';
comment on column audit.line.detail is 'Only what is not confidential.';

-- What is not sealed yet; the sealer takes from here, so that it never has to look through all lines.
create table audit.unsealed (line_id bigint primary key);

-- In the order in which the sealer saw them committed: a number is taken early and may commit late.
create table audit.chain (
  position bigint primary key,
  line_id bigint not null unique,
  line_hash bytea not null,
  hash bytea not null,
  purge_id bigint
);
comment on column audit.chain.purge_id is 'The retention run that deleted the line; the tombstone keeps the chain whole.';

create table audit.head (
  position bigint not null references audit.chain (position),
  hash bytea not null,
  signature bytea not null,
  at timestamptz not null default clock_timestamp(),
  -- A signature that is not ours takes no place from one that is.
  primary key (position, signature)
);
comment on table audit.head is 'The end of the chain when it was signed, by a key that is not in the database.';

------------------------------------------------------------------------------- writing
create function audit.queue_line() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into audit.unsealed (line_id) select id from new_lines;
  return null;
end $$;
create trigger line_inserted after insert on audit.line referencing new table as new_lines
  for each statement execute function audit.queue_line();

-- With what it is the content of: that two rows say the same is told to nobody.
create function audit.digest(area text, table_name text, row_key text, content jsonb) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp
return encode(public.hmac(convert_to(concat_ws('|', area, table_name, row_key, content), 'UTF8'), (select key from audit.secret), 'sha256'), 'hex');

create function audit.row_key(content jsonb, keys text[]) returns text
language sql immutable set search_path = pg_catalog, pg_temp
return (select string_agg(content ->> k.name, ' ' order by k.place) from unnest(keys) with ordinality as k (name, place));

-- One line per pair [new row, old row]. Openness: 'closed' keeps a digest, 'open' the values too, 'silent' only that
-- something was done.
create function audit.write_changes(
  verb text, area text, table_name text, keys text[], openness text, pairs jsonb) returns void
language sql volatile set search_path = pg_catalog, pg_temp
begin atomic
  insert into audit.line (municipality_code, account_id, role, login, session, purpose, action, area, table_name, row_key,
                          property_key, fields, digest, detail)
  select coalesce(one.content ->> 'municipality_code', who.claims ->> 'municipality'), (who.claims ->> 'account')::bigint,
         who.role, session_user, who.claims ->> 'session', who.claims ->> 'purpose', verb, area, table_name,
         case when openness <> 'silent' then audit.row_key(one.content, keys) end,
         case when openness <> 'silent' then one.content ->> 'property_key' end,
         case when openness <> 'silent' then changed.names end,
         case when openness <> 'silent' then audit.digest(area, table_name, audit.row_key(one.content, keys), changed.content) end,
         case when openness = 'open' then changed.content else '{}' end
  from (select context.claims() as claims, nullif(current_setting('role'), 'none') as role) as who
  cross join jsonb_array_elements(pairs) as pair (rows)
  cross join lateral (select coalesce(nullif(rows -> 0, 'null'), rows -> 1) as content) as one
  cross join lateral (
    select coalesce(array_agg(f.key order by f.key), '{}') as names, coalesce(jsonb_object_agg(f.key, f.value), '{}') as content
    from jsonb_each(one.content) as f
    where rows -> 1 = 'null' or rows -> 0 = 'null' or f.value is distinct from rows -> 1 -> f.key
  ) as changed
  where verb <> 'update' or changed.names <> '{}';
end;

-- Arguments: the columns of the key, the openness, and columns that nothing is told of. Of an open table, a statement over very many rows is one line.
create function audit.record_change() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  keys constant text[] := string_to_array(tg_argv[0], ' ');
  untold constant text[] := string_to_array(coalesce(tg_argv[2], ''), ' ');
  acting constant text := coalesce(nullif(current_setting('role'), 'none'), session_user);
  claims constant jsonb := context.claims();
  pairs jsonb;
  many bigint;
begin
  -- An import or a screening is one line of its own.
  if acting in ('atlas_importer_login', 'atlas_social_importer') and claims ? 'run' then return null; end if;
  -- The product's own rows come with its version; of rooms it has none.
  if acting = 'atlas_owner' and tg_argv[1] = 'open' then return null; end if;
  if tg_argv[1] = 'open' then
    if tg_op = 'DELETE' then select count(*) into many from old_rows; else select count(*) into many from new_rows; end if;
    if many > 1000 then
      insert into audit.line (municipality_code, account_id, role, login, session, purpose, action, area, table_name, detail)
      values (claims ->> 'municipality', (claims ->> 'account')::bigint, nullif(current_setting('role'), 'none'), session_user,
              claims ->> 'session', claims ->> 'purpose', lower(tg_op), tg_table_schema, tg_table_name,
              jsonb_build_object('rows', many));
      return null;
    end if;
  end if;
  if tg_op = 'INSERT' then
    select jsonb_agg(jsonb_build_array(to_jsonb(n) - untold, null)) into pairs from new_rows n;
  elsif tg_op = 'DELETE' then
    select jsonb_agg(jsonb_build_array(null, to_jsonb(o) - untold)) into pairs from old_rows o;
  else
    select jsonb_agg(jsonb_build_array(n.content, o.content)) into pairs
    from (select to_jsonb(n) - untold as content, audit.row_key(to_jsonb(n), keys) as key from new_rows n) as n
    full join (select to_jsonb(o) - untold as content, audit.row_key(to_jsonb(o), keys) as key from old_rows o) as o using (key);
  end if;
  if pairs is not null then
    perform audit.write_changes(lower(tg_op), tg_table_schema, tg_table_name, keys, tg_argv[1], pairs);
  end if;
  return null;
end $$;

-- Reads are told before they are shown: who has no verified context may not read at all.
create function audit.record_read(action text, area text, table_name text, row_keys text[], property_keys text[], fields text[])
returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  claims constant jsonb := context.claims();
begin
  if claims ->> 'account' is null then
    raise insufficient_privilege using message = 'nobody is known to read';
  end if;
  if action is null or action not in ('read', 'search', 'tile', 'export') or row_keys is null or property_keys is null
     or cardinality(row_keys) <> cardinality(property_keys) or cardinality(row_keys) > 10000 then
    raise invalid_parameter_value using message = 'this is no read';
  end if;
  insert into audit.line (municipality_code, account_id, role, login, session, purpose, action, area, table_name, row_key,
                          property_key, fields)
  select claims ->> 'municipality', (claims ->> 'account')::bigint, nullif(current_setting('role'), 'none'), session_user,
         claims ->> 'session', claims ->> 'purpose', action, area, table_name, one.row_key, one.property_key, fields
  -- That nothing was found is told too.
  from (select * from unnest(row_keys, property_keys) union all select null, null where cardinality(row_keys) = 0)
    as one (row_key, property_key);
end $$;

-- What happens around people: sign-in, rights, emergency access, an export, an import.
create function audit.record_event(what text, property_key text, detail jsonb) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  claims constant jsonb := context.claims();
begin
  if claims is null then
    raise insufficient_privilege using message = 'nobody is known to do this';
  end if;
  if octet_length(detail::text) >= 4000 or octet_length(what) > 200 or octet_length(property_key) > 200 then
    raise invalid_parameter_value using message = 'this is too much for a line';
  end if;
  insert into audit.line (municipality_code, account_id, role, login, session, purpose, run_id, action, area, table_name,
                          property_key, detail)
  values (claims ->> 'municipality', (claims ->> 'account')::bigint, nullif(current_setting('role'), 'none'), session_user,
          claims ->> 'session', claims ->> 'purpose', (claims ->> 'run')::bigint, 'event', what, null, property_key,
          coalesce(detail, '{}'));
end $$;

------------------------------------------------------------------------------- sealing and verifying
-- Whether the service vouches for who asks; refused where it does not, since nothing to see would look as if nothing were there.
create function audit.known() returns boolean
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  if context.claims() is null then
    raise insufficient_privilege using message = 'nobody is known to ask';
  end if;
  return true;
end $$;

-- What of a line is chained: all of it, in one spelling that any program can hash again.
create function audit.canonical(line audit.line) returns text
language sql stable set search_path = pg_catalog, pg_temp
return jsonb_build_array(
  (line).id, to_char((line).at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), (line).municipality_code, (line).account_id,
  (line).role, (line).login, (line).session, (line).purpose, (line).run_id, (line).action, (line).area, (line).table_name,
  (line).row_key, (line).property_key, (line).fields, (line).digest, (line).detail)::text;

-- Chains what has committed; the newest position and hash, whether or not anything was added.
create function audit.chain_lines(most integer) returns table ("position" bigint, hash bytea)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '10s' as $$
declare
  last record;
  one record;
  place bigint;
  link bytea;
begin
  perform audit.known();
  -- An advisory lock anybody could take, and hold.
  lock table audit.chain in share row exclusive mode;
  select c.position, c.hash into last from audit.chain c order by c.position desc limit 1;
  place := coalesce(last.position, 0);
  link := coalesce(last.hash, '\x'::bytea);
  for one in
    with taken as (
      delete from audit.unsealed u
      where u.line_id in (select line_id from audit.unsealed order by line_id limit least(greatest(most, 1), 10000))
      returning u.line_id
    )
    select line.id, sha256(convert_to(audit.canonical(line), 'UTF8')) as line_hash
    from taken join audit.line line on line.id = taken.line_id order by line.id
  loop
    place := place + 1;
    link := sha256(link || one.line_hash);
    insert into audit.chain (position, line_id, line_hash, hash) values (place, one.id, one.line_hash, link);
  end loop;
  return query select place, link where place > 0;
end $$;

create function audit.sign_head(at_position bigint, of_hash bytea, with_signature bytea) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
  insert into audit.head (position, hash, signature)
  select c.position, c.hash, with_signature from audit.chain c where c.position = at_position and c.hash = of_hash
    and (select audit.known())
  on conflict (position, signature) do nothing;
end;

-- The chain from a position on, with what its lines hash to now; content is null where a line is gone.
create function audit.chained(after bigint, most integer)
returns table ("position" bigint, line_id bigint, line_hash bytea, hash bytea, purge_id bigint, content text)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select c.position, c.line_id, c.line_hash, c.hash, c.purge_id,
         case when line.id is not null then audit.canonical(line) end
  from audit.chain c left join audit.line line on line.id = c.line_id
  where c.position > after and (select audit.known()) order by c.position limit least(most, 10000);
end;

-- What the chain says at a position; the service knows from outside what it has to be.
create function audit.link_at(at_position bigint) returns bytea
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select c.hash from audit.chain c where c.position = at_position and (select audit.known());
end;

create function audit.heads(after bigint, most integer)
returns table ("position" bigint, hashes bytea[], signatures bytea[])
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select h.position, array_agg(h.hash order by h.signature), array_agg(h.signature order by h.signature) from audit.head h
  where h.position > after and (select audit.known())
  group by h.position order by h.position limit least(most, 10000);
end;

-- Lines that nothing holds yet, and lines that neither wait nor are chained: those somebody slipped in.
create function audit.tail() returns table (waiting bigint, loose bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select (select count(*) from audit.unsealed),
         (select count(*) from audit.line l
          where not exists (select from audit.chain c where c.line_id = l.id)
            and not exists (select from audit.unsealed u where u.line_id = l.id))
  where (select audit.known());
end;

------------------------------------------------------------------------------- triggers
do $$
declare item record;
begin
  for item in select * from (values
      ('cases', 'case_head', 'id', 'closed'), ('cases', 'involvement', 'case_id unit_id', 'closed'),
      ('social', 'flag', 'key', 'closed'), ('social', 'unit_note', 'id', 'closed'), ('private', 'entry', 'id', 'silent'),
      ('staff', 'unit', 'id', 'open'), ('staff', 'deputy', 'id', 'open'), ('staff', 'claim_mapping', 'id', 'open'),
      ('staff', 'emergency_access', 'id', 'closed'), ('staff', 'account', 'id', 'closed'),
      ('work', 'saved_list', 'id', 'open'), ('work', 'dated_rule', 'topic key valid_from', 'open'),
      ('work', 'screening_rule', 'rule valid_from', 'open'), ('work', 'priority_criterion', 'model criterion valid_from', 'open'),
      ('work', 'priority_points', 'model criterion scale value valid_from', 'open'),
      ('work', 'grade', 'scale grade valid_from', 'open')) as t (room, name, keys, openness) loop
    execute format('create trigger %I after insert on %I.%I referencing new table as new_rows for each statement execute function audit.record_change(%L, %L, %L)',
                   item.name || '_insert_audited', item.room, item.name, item.keys, item.openness,
                   -- A failed or a taken code is an event of signing in, no change of an account.
                   case when item.room = 'staff' and item.name = 'account' then 'locked_until totp_step' else '' end);
    execute format('create trigger %I after update on %I.%I referencing old table as old_rows new table as new_rows for each statement execute function audit.record_change(%L, %L, %L)',
                   item.name || '_update_audited', item.room, item.name, item.keys, item.openness,
                   case when item.room = 'staff' and item.name = 'account' then 'locked_until totp_step' else '' end);
    execute format('create trigger %I after delete on %I.%I referencing old table as old_rows for each statement execute function audit.record_change(%L, %L, %L)',
                   item.name || '_delete_audited', item.room, item.name, item.keys, item.openness,
                   case when item.room = 'staff' and item.name = 'account' then 'locked_until totp_step' else '' end);
  end loop;
end $$;

------------------------------------------------------------------------------- rights
do $$
declare name text;
begin
  for name in select tablename from pg_tables where schemaname = 'audit' loop
    execute format('alter table audit.%I enable row level security', name);
    execute format('alter table audit.%I force row level security', name);
    execute format('alter table audit.%I set (autovacuum_enabled = false)', name);
    -- The functions run as the owner, as whom nobody signs in.
    execute format('create policy through_functions on audit.%I to atlas_owner using (true) with check (true)', name);
  end loop;
end $$;
create policy own_municipality on audit.line for select to atlas_data_protection_officer, atlas_leader
  using (municipality_code = (select context.municipality()));

revoke all on all functions in schema audit from public;
grant usage on schema audit to atlas_writer, atlas_planner, atlas_inspector, atlas_applicant, atlas_social_worker, atlas_coordinator,
  atlas_adviser, atlas_leader, atlas_administrator, atlas_data_protection_officer, atlas_sign_in, atlas_importer,
  atlas_social_importer, atlas_sealer;
grant execute on function audit.record_read(text, text, text, text[], text[], text[]), audit.record_event(text, text, jsonb)
  to atlas_writer, atlas_planner, atlas_inspector, atlas_applicant, atlas_social_worker, atlas_coordinator, atlas_adviser,
  atlas_leader, atlas_administrator, atlas_data_protection_officer, atlas_sign_in, atlas_importer, atlas_social_importer;
grant execute on function audit.chain_lines(integer), audit.sign_head(bigint, bytea, bytea), audit.chained(bigint, integer),
  audit.heads(bigint, integer), audit.link_at(bigint), audit.tail() to atlas_sealer;
grant select on audit.line to atlas_data_protection_officer;
-- Not at which property: where cases and flags are is not hers to know.
grant select (id, at, municipality_code, account_id, role, purpose, action, area, table_name) on audit.line
  to atlas_leader;
