-- Hand-made changes of the registry, runs that are one line each, and looks at what closed rooms tell the map.

------------------------------------------------------------------------------- runs
-- The transactions of imports and screenings. A token holds for a minute and an import may take an hour, so that the
-- transaction itself is known: by its number, and by when it began, since a restored database counts anew.
create table audit.run_transaction (
  xid xid8 primary key,
  begun_at timestamptz not null default now(),
  line_id bigint
);
comment on table audit.run_transaction is 'Transactions whose changes are told in one line; without that line none of them commits.';

create function audit.is_run() returns boolean
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
  -- Once its line is written a run is over: what follows in its transaction is told row by row.
  select exists (select from audit.run_transaction r where r.xid = pg_current_xact_id_if_assigned() and r.begun_at = now() and r.line_id is null);
end;

-- From here on the changes of this transaction are those of a run that the service signed for.
create function audit.begin_run() returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not coalesce(context.claims() ? 'run', false) then
    raise insufficient_privilege using message = 'nobody vouches for this run';
  end if;
  delete from audit.run_transaction where xid < pg_snapshot_xmin(pg_current_snapshot());
  insert into audit.run_transaction as r (xid) values (pg_current_xact_id())
  on conflict (xid) do update set begun_at = excluded.begun_at, line_id = null where r.begun_at <> excluded.begun_at;
  if not found then
    raise object_not_in_prerequisite_state using message = 'this transaction is a run already';
  end if;
end $$;

-- The one line of the run; its transaction commits with it or not at all.
create function audit.end_run(what text, detail jsonb) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not audit.is_run() then
    raise insufficient_privilege using message = 'no run was begun here';
  end if;
  if coalesce(what, '') not in ('imported', 'import_undone', 'screened') then
    raise invalid_parameter_value using message = 'this is no run';
  end if;
  update audit.run_transaction set line_id = audit.write_event(context.claims(), what, null, detail)
  where xid = pg_current_xact_id();
end $$;

create function audit.refuse_silent_run() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from audit.run_transaction r where r.xid = new.xid and r.begun_at = new.begun_at and r.line_id is null) then
    raise check_violation using message = 'the run does not say what it did';
  end if;
  return null;
end $$;
create constraint trigger silent_run_refused after insert or update of begun_at on audit.run_transaction deferrable initially deferred
  for each row execute function audit.refuse_silent_run();

------------------------------------------------------------------------------- who and where
-- Her role at work, where the transaction took another for her.
create function audit.role_of(claims jsonb) returns text
language sql stable set search_path = pg_catalog, pg_temp
return coalesce(claims ->> 'works_as', nullif(current_setting('role'), 'none'));

-- What nobody's municipality is, is the business of the only one that there is.
create function audit.municipality_of(claims jsonb) returns text
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
  select coalesce(claims ->> 'municipality', (select min(r.municipality_code) from work.registry r having count(*) = 1));
end;

-- The property that a row of the registry is of.
create function audit.house_of(area text, table_name text, content jsonb)
returns table (municipality_code text, property_key text)
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
  select p.municipality_code, p.key from work.property p
  where house_of.area = 'work' and p.id = (house_of.content ->> 'property_id')::bigint
  union all
  select house_of.content ->> 'municipality_code', house_of.content ->> 'key'
  where house_of.area = 'work' and house_of.table_name = 'property';
end;

create or replace function audit.write_changes(
  verb text, area text, table_name text, keys text[], openness text, pairs jsonb) returns void
language sql volatile set search_path = pg_catalog, pg_temp
begin atomic
  insert into audit.line (municipality_code, account_id, role, login, session, purpose, action, area, table_name, row_key,
                          property_key, fields, digest, detail)
  select coalesce(one.content ->> 'municipality_code', house.municipality_code, audit.municipality_of(who.claims)),
         (who.claims ->> 'account')::bigint, audit.role_of(who.claims), session_user, who.claims ->> 'session',
         who.claims ->> 'purpose', verb, area, table_name,
         case when openness <> 'silent' then audit.row_key(one.content, keys) end,
         case when openness <> 'silent' then coalesce(one.content ->> 'property_key', house.property_key) end,
         case when openness <> 'silent' then changed.names end,
         case when openness <> 'silent' then audit.digest(area, table_name, audit.row_key(one.content, keys), changed.content) end,
         -- A shape may be of any size; that it changed is told, and the digest of what it became.
         case when openness = 'open' and octet_length(changed.content::text) < 4000 then changed.content else '{}' end
  from (select context.claims() as claims) as who
  cross join jsonb_array_elements(pairs) as pair (rows)
  cross join lateral (select coalesce(nullif(rows -> 0, 'null'), rows -> 1) as content) as one
  cross join lateral (
    select coalesce(array_agg(f.key order by f.key), '{}') as names, coalesce(jsonb_object_agg(f.key, f.value), '{}') as content
    from jsonb_each(one.content) as f
    where rows -> 1 = 'null' or rows -> 0 = 'null' or f.value is distinct from rows -> 1 -> f.key
  ) as changed
  left join lateral (select * from audit.house_of(area, table_name, one.content) limit 1) as house on true
  where verb <> 'update' or changed.names <> '{}';
end;

-- Arguments: the columns of the key, the openness, and columns that nothing is told of. A statement over very many rows of the registry is one line.
create or replace function audit.record_change() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  keys constant text[] := string_to_array(tg_argv[0], ' ');
  untold constant text[] := string_to_array(coalesce(tg_argv[2], ''), ' ');
  acting constant text := coalesce(nullif(current_setting('role'), 'none'), session_user);
  is_room constant boolean := tg_table_schema not in ('work', 'base');
  claims jsonb;
  pairs jsonb;
  many bigint;
begin
  -- An import or a screening is one line of its own.
  if not is_room and audit.is_run() then return null; end if;
  -- The product's own rows come with its version; of rooms it has none.
  if acting = 'atlas_owner' and (not is_room or tg_argv[1] = 'open') then return null; end if;
  claims := context.claims();
  -- The room of flags and the list of runs are written outside the run's transaction.
  if claims ? 'run' and (acting = 'atlas_social_importer' or acting = 'atlas_importer_login' and tg_argv[1] = 'closed') then
    return null;
  end if;
  if not is_room or tg_argv[1] = 'open' then
    if tg_op = 'DELETE' then select count(*) into many from old_rows; else select count(*) into many from new_rows; end if;
    if many > 1000 then
      insert into audit.line (municipality_code, account_id, role, login, session, purpose, action, area, table_name, detail)
      values (audit.municipality_of(claims), (claims ->> 'account')::bigint, audit.role_of(claims), session_user,
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

-- For tables that are loaded by the million: to keep their rows for a trigger costs more than it tells.
create function audit.record_touch() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  claims jsonb;
begin
  if audit.is_run() or coalesce(nullif(current_setting('role'), 'none'), session_user) = 'atlas_owner' then return null; end if;
  claims := context.claims();
  insert into audit.line (municipality_code, account_id, role, login, session, purpose, action, area, table_name)
  values (audit.municipality_of(claims), (claims ->> 'account')::bigint, audit.role_of(claims), session_user,
          claims ->> 'session', claims ->> 'purpose', lower(tg_op), tg_table_schema, tg_table_name);
  return null;
end $$;

------------------------------------------------------------------------------- reads, looks and events
create or replace function audit.record_read(action text, area text, table_name text, row_keys text[], property_keys text[], fields text[])
returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  claims constant jsonb := context.claims();
begin
  if claims ->> 'account' is null then
    raise insufficient_privilege using message = 'nobody is known to read';
  end if;
  if action is null or action not in ('read', 'search', 'tile', 'export') or row_keys is null or property_keys is null
     or cardinality(row_keys) <> cardinality(property_keys) or cardinality(row_keys) > 10000
     -- What is due is told by a function; all else that is read is a table.
     or (to_regclass(format('%I.%I', area, table_name)) is null and (area, table_name) <> ('log', 'due'))
     or cardinality(fields) > 100
     -- A key names a row, and is no place to keep things in.
     or exists (select from unnest(row_keys || property_keys || fields) as word where octet_length(word) > 200) then
    raise invalid_parameter_value using message = 'this is no read';
  end if;
  insert into audit.line (municipality_code, account_id, role, login, session, purpose, action, area, table_name, row_key,
                          property_key, fields)
  select claims ->> 'municipality', (claims ->> 'account')::bigint, audit.role_of(claims), session_user,
         claims ->> 'session', claims ->> 'purpose', action, area, table_name, one.row_key, one.property_key, fields
  -- That nothing was found is told too.
  from (select * from unnest(row_keys, property_keys) union all select null, null where cardinality(row_keys) = 0)
    as one (row_key, property_key);
end $$;

create table audit.shown (
  account_id bigint not null,
  session text not null,
  layer text not null,
  place text not null,
  at timestamptz not null default clock_timestamp(),
  primary key (account_id, session, layer, place)
);
create index shown_at on audit.shown (at);
comment on table audit.shown is 'Which areas of a confidential layer a session was shown: told once, however many workers show it. Forgotten after two days.';

-- A look at a layer that tells of a closed room. Of an area on the map once a session: a token has none, so once a day.
create function audit.record_look(action text, layer text, place text, asked jsonb) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  claims constant jsonb := context.claims();
begin
  if claims ->> 'account' is null then
    raise insufficient_privilege using message = 'nobody is known to look';
  end if;
  if coalesce(action, '') not in ('read', 'search', 'tile', 'export') or coalesce(length(layer), 0) not between 1 and 60
     or length(place) > 60 or octet_length(asked::text) >= 4000 or (action = 'tile' and place is null) then
    raise invalid_parameter_value using message = 'this is no look';
  end if;
  if action = 'tile' then
    delete from audit.shown s where s.at < now() - interval '2 days';
    insert into audit.shown (account_id, session, layer, place)
    values ((claims ->> 'account')::bigint, coalesce(claims ->> 'session', 'token ' || current_date), record_look.layer, record_look.place)
    on conflict do nothing;
    if not found then return; end if;
  end if;
  insert into audit.line (municipality_code, account_id, role, login, session, purpose, action, area, table_name, row_key, detail)
  values (claims ->> 'municipality', (claims ->> 'account')::bigint, audit.role_of(claims), session_user,
          claims ->> 'session', claims ->> 'purpose', action, 'map', layer, place, coalesce(asked, '{}'));
end $$;

create function audit.write_event(claims jsonb, what text, property_key text, detail jsonb) returns bigint
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  written bigint;
begin
  if claims is null then
    raise insufficient_privilege using message = 'nobody is known to do this';
  end if;
  if what is null or octet_length(detail::text) >= 4000 or octet_length(what) > 200 or octet_length(property_key) > 200 then
    raise invalid_parameter_value using message = 'this is too much for a line';
  end if;
  insert into audit.line (municipality_code, account_id, role, login, session, purpose, run_id, action, area, table_name,
                          property_key, detail)
  values (audit.municipality_of(claims), (claims ->> 'account')::bigint, audit.role_of(claims), session_user,
          claims ->> 'session', claims ->> 'purpose', (claims ->> 'run')::bigint, 'event', what, null, property_key,
          coalesce(detail, '{}'))
  returning id into written;
  return written;
end $$;

create or replace function audit.record_event(what text, property_key text, detail jsonb) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform audit.write_event(context.claims(), what, property_key, detail);
end $$;

------------------------------------------------------------------------------- triggers
-- Whatever a login may write. What is derived behind a function (bands, versions) is nobody's hand.
do $$
declare
  item record;
  keys text;
  untold text;
begin
  for item in select * from (values
      ('registry', 'open', ''), ('place', 'open', ''), ('municipality', 'open', ''), ('property', 'open', ''),
      ('building', 'open', ''), ('unit', 'open', ''), ('inspection', 'open', 'inspector'), ('identity', 'open', ''),
      ('screening_run', 'open', ''), ('screened_registry', 'open', ''), ('column_mapping', 'open', ''),
      ('import_run', 'closed', ''), ('import_file', 'closed', ''), ('rejected_row', 'closed', '')) as t (name, openness, untold) loop
    select string_agg(a.attname, ' ' order by array_position(i.indkey::smallint[], a.attnum)) into keys
    from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
    where i.indrelid = format('work.%I', item.name)::regclass and i.indisprimary;
    -- What the database computes from the rest tells nothing of its own.
    select concat_ws(' ', nullif(item.untold, ''), string_agg(a.attname, ' ' order by a.attnum)) into untold
    from pg_attribute a where a.attrelid = format('work.%I', item.name)::regclass and a.attgenerated <> '';
    execute format('create trigger %I after insert on work.%I referencing new table as new_rows for each statement execute function audit.record_change(%L, %L, %L)',
                   item.name || '_insert_audited', item.name, keys, item.openness, untold);
    execute format('create trigger %I after update on work.%I referencing old table as old_rows new table as new_rows for each statement execute function audit.record_change(%L, %L, %L)',
                   item.name || '_update_audited', item.name, keys, item.openness, untold);
    execute format('create trigger %I after delete on work.%I referencing old table as old_rows for each statement execute function audit.record_change(%L, %L, %L)',
                   item.name || '_delete_audited', item.name, keys, item.openness, untold);
  end loop;
  for item in select n.nspname as room, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and (n.nspname = 'base' or (n.nspname, c.relname) = ('work', 'hit')) loop
    execute format('create trigger %I after insert or update or delete on %I.%I for each statement execute function audit.record_touch()',
                   item.name || '_touch_audited', item.room, item.name);
  end loop;
end $$;

------------------------------------------------------------------------------- rights
do $$
declare name text;
begin
  foreach name in array array['run_transaction', 'shown'] loop
    execute format('alter table audit.%I enable row level security', name);
    execute format('alter table audit.%I force row level security', name);
    execute format('alter table audit.%I set (autovacuum_enabled = false)', name);
    execute format('create policy through_functions on audit.%I to atlas_owner using (true) with check (true)', name);
  end loop;
end $$;
revoke all on function audit.is_run(), audit.begin_run(), audit.end_run(text, jsonb), audit.refuse_silent_run(),
  audit.role_of(jsonb), audit.municipality_of(jsonb), audit.house_of(text, text, jsonb), audit.record_touch(),
  audit.record_look(text, text, text, jsonb), audit.write_event(jsonb, text, text, jsonb) from public;
grant execute on function audit.begin_run(), audit.end_run(text, jsonb) to atlas_writer, atlas_importer;
grant execute on function audit.record_look(text, text, text, jsonb) to atlas_sign_in;
