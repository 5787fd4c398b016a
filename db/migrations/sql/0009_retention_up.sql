-- How long confidential rows are kept. The usual times are dated rules (topic retention); a municipality sets its own.
create table audit.retention_rule (
  municipality_code text not null,
  subject text not null check (subject in ('case', 'unit note', 'flag', 'private entry', 'audit line')),
  months smallint not null check (months between 1 and 600),
  reason text not null check (length(btrim(reason)) between 3 and 500),
  changed_by bigint not null,
  changed_at timestamptz not null default clock_timestamp(),
  primary key (municipality_code, subject),
  -- Who saw what is asked for long afterwards.
  check (subject <> 'audit line' or months >= 24)
);
comment on table audit.retention_rule is 'What the data protection officer has set; without a row the dated rule holds, and without that nothing is deleted.';

create table audit.legal_hold (
  id bigint generated always as identity primary key,
  municipality_code text not null,
  property_key text not null,
  reason text not null check (length(btrim(reason)) between 3 and 500),
  set_by bigint not null,
  set_at timestamptz not null default clock_timestamp(),
  lifted_by bigint,
  lifted_at timestamptz
);
comment on table audit.legal_hold is 'A property whose rows are not deleted, however old, until the hold is lifted.';

create table audit.receipt (
  id bigint generated always as identity primary key,
  municipality_code text not null,
  at timestamptz not null default clock_timestamp(),
  as_of date not null,
  counts jsonb not null,
  digest text not null,
  lines integer not null,
  lines_digest text not null
);
comment on table audit.receipt is 'What a night deleted: how many rows of each kind, and a digest over their keys; of lines of the audit apart, since their tombstones are held against it.';

-- Locked by who deletes: an advisory lock anybody could take, and hold.
create table audit.turn (is_only boolean primary key default true check (is_only));

create function audit.retention_months(municipality_code text, subject text) returns smallint
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select coalesce(
    (select r.months from audit.retention_rule r
     where r.municipality_code = retention_months.municipality_code and r.subject = retention_months.subject),
    (select case when d.value ~ '^\d{1,3}$' then greatest(d.value::smallint, case when d.key = 'audit line' then 24 else 1 end)::smallint end from work.dated_rule d
     where d.topic = 'retention' and d.key = retention_months.subject
       and d.valid_from <= current_date and (d.valid_to is null or d.valid_to >= current_date)
     order by d.valid_from desc limit 1));
end;

create type audit.due_row as (subject text, municipality_code text, row_key text, property_key text, due_on date);

-- What is due on a day: rows of properties without an open case and without a hold. For the functions below alone.
create function audit.due(as_of date) returns setof audit.due_row
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  with ended as (
    select h.municipality_code, h.property_key, max(h.closed_on) as closed_on, bool_or(h.state = 'open') as is_open
    from cases.case_head h group by 1, 2
  ), kept as (
    select 'case' as subject, h.municipality_code, h.id::text as row_key, h.property_key, h.closed_on as since
    from cases.case_head h where h.state = 'closed'
    union all
    select 'unit note', n.municipality_code, n.id::text, n.property_key, greatest(n.written_at::date, e.closed_on)
    from social.unit_note n left join ended e using (municipality_code, property_key) where not coalesce(e.is_open, false)
    union all
    select 'flag', f.municipality_code, f.key, f.property_key, coalesce(greatest(f.review_on, e.closed_on), run.started_at::date)
    from social.flag f left join ended e using (municipality_code, property_key) left join work.import_run run on run.id = f.run_id
    where not coalesce(e.is_open, false)
    union all
    select 'private entry', p.municipality_code, p.id::text, null, p.entered_at::date from private.entry p
    union all
    select 'audit line', l.municipality_code, l.id::text, l.property_key, l.at::date from audit.line l
    where l.municipality_code is not null and l.table_name is distinct from 'receipt' and exists (select from audit.chain c where c.line_id = l.id)
  )
  select k.subject, k.municipality_code, k.row_key, k.property_key,
         (k.since + make_interval(months => audit.retention_months(k.municipality_code, k.subject)))::date as due_on
  from kept k
  where k.since + make_interval(months => audit.retention_months(k.municipality_code, k.subject)) <= due.as_of
    and not exists (select from audit.legal_hold h where h.municipality_code = k.municipality_code
                    and h.property_key = k.property_key and h.lifted_at is null);
end;

-- Deletes what is due; a receipt for each municipality that had something.
create function audit.purge(as_of date) returns table (receipt bigint, municipality_code text, counts jsonb)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '10s' as $$
declare
  one record;
  made bigint;
  due_now audit.due_row[];
begin
  perform audit.known();
  if as_of is null or as_of > current_date then
    raise insufficient_privilege using message = 'nothing is deleted before its day';
  end if;
  lock table audit.turn in exclusive mode;
  select array_agg(d) into due_now from audit.due(purge.as_of) d;
  for one in
    select d.municipality_code as code, d.tally, d.digest, d.lines, d.lines_digest
    from (
      select s.municipality_code, jsonb_object_agg(s.subject, s.rows order by s.subject) as tally,
             encode(sha256(convert_to(string_agg(s.keys, ';' order by s.subject), 'UTF8')), 'hex') as digest,
             coalesce(sum(s.rows) filter (where s.subject = 'audit line'), 0) as lines,
             encode(sha256(convert_to(coalesce(string_agg(s.numbers, '') , ''), 'UTF8')), 'hex') as lines_digest
      from (select t.municipality_code, t.subject, count(*) as rows,
                   t.subject || ':' || string_agg(t.row_key, ',' order by t.row_key) as keys,
                   string_agg(t.row_key, ',' order by t.row_key::bigint) filter (where t.subject = 'audit line') as numbers
            from unnest(due_now) t group by 1, 2) as s
      group by 1) as d
  loop
    insert into audit.receipt (municipality_code, as_of, counts, digest, lines, lines_digest)
    values (one.code, purge.as_of, one.tally, one.digest, one.lines, one.lines_digest)
    returning id into made;
    -- Links of deleted lines stay as tombstones, so that the chain still leads past them.
    update audit.chain c set purge_id = made from unnest(due_now) t
    where t.subject = 'audit line' and t.municipality_code = one.code and c.line_id = t.row_key::bigint;
    receipt := made;
    municipality_code := one.code;
    counts := one.tally;
    return next;
  end loop;
  delete from social.unit_note n using unnest(due_now) t
  where t.subject = 'unit note' and n.municipality_code = t.municipality_code and n.id::text = t.row_key;
  delete from social.flag f using unnest(due_now) t
  where t.subject = 'flag' and f.municipality_code = t.municipality_code and f.key = t.row_key;
  delete from cases.case_head h using unnest(due_now) t
  where t.subject = 'case' and h.municipality_code = t.municipality_code and h.id::text = t.row_key;
  delete from private.entry p using unnest(due_now) t
  where t.subject = 'private entry' and p.municipality_code = t.municipality_code and p.id::text = t.row_key;
  delete from audit.line l using unnest(due_now) t where t.subject = 'audit line' and l.id::text = t.row_key;
end $$;

-- What is due within a month, for one municipality's officer: of the adviser's log not even which entry.
create function audit.due_here(as_of date) returns setof audit.due_row
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select d.subject, d.municipality_code, case when d.subject <> 'private entry' then d.row_key end, d.property_key, d.due_on
  from audit.due(least(due_here.as_of, current_date + 31)) d where d.municipality_code = context.municipality();
end;

-- Receipts that are not chained yet: what they are for is gone and no removal.
create function audit.waiting_receipts() returns setof text
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select audit.canonical(l) from audit.line l
  where l.area = 'audit' and l.table_name = 'receipt' and l.action = 'insert' and l.id in (select line_id from audit.unsealed)
    and (select audit.known());
end;

------------------------------------------------------------------------------- rights
do $$
declare item record;
begin
  for item in select * from (values ('cases', 'case_head'), ('cases', 'involvement'), ('social', 'flag'), ('social', 'unit_note'),
                                    ('private', 'entry'), ('audit', 'line'), ('audit', 'chain')) as t (room, name) loop
    -- The owner is a member of that role, to hand functions over to it; the policy is not the owner's for that.
    execute format('create policy purging on %I.%I to atlas_purge using (current_user = ''atlas_purge'')', item.room, item.name);
  end loop;
  for item in select * from (values ('retention_rule'), ('legal_hold'), ('receipt'), ('turn')) as t (name) loop
    execute format('alter table audit.%I enable row level security', item.name);
    execute format('alter table audit.%I force row level security', item.name);
    execute format('create policy purging on audit.%I to atlas_purge '
                   'using (current_user = ''atlas_purge'') with check (current_user = ''atlas_purge'')', item.name);
    execute format('alter table audit.%I set (autovacuum_enabled = false)', item.name);
    continue when item.name = 'turn';
    execute format('create policy own_municipality on audit.%I for select to atlas_data_protection_officer '
                   'using (municipality_code = (select context.municipality()))', item.name);
    execute format('create trigger %I after insert on audit.%I referencing new table as new_rows for each statement execute function audit.record_change(%L, %L)',
                   item.name || '_insert_audited', item.name, case item.name when 'retention_rule' then 'subject' else 'id' end, 'open');
    execute format('create trigger %I after update on audit.%I referencing old table as old_rows new table as new_rows for each statement execute function audit.record_change(%L, %L)',
                   item.name || '_update_audited', item.name, case item.name when 'retention_rule' then 'subject' else 'id' end, 'open');
  end loop;
end $$;
-- Whoever sets, changes or lifts does it in her own name.
create policy setting on audit.retention_rule for insert to atlas_data_protection_officer
  with check (municipality_code = (select context.municipality()) and changed_by = (select context.account()));
create policy changing on audit.retention_rule for update to atlas_data_protection_officer
  using (municipality_code = (select context.municipality()))
  with check (municipality_code = (select context.municipality()) and changed_by = (select context.account()));
create policy setting on audit.legal_hold for insert to atlas_data_protection_officer
  with check (municipality_code = (select context.municipality()) and set_by = (select context.account()) and lifted_by is null);
create policy lifting on audit.legal_hold for update to atlas_data_protection_officer
  using (municipality_code = (select context.municipality()))
  with check (municipality_code = (select context.municipality()) and lifted_by = (select context.account()));

grant usage on schema cases, social, private, audit, work to atlas_purge;
grant select (municipality_code, id, property_key, state, closed_on), delete on cases.case_head to atlas_purge;
grant select (municipality_code, id, property_key, written_at), delete on social.unit_note to atlas_purge;
grant select (municipality_code, key, property_key, review_on, run_id), delete on social.flag to atlas_purge;
grant select (id, started_at) on work.import_run to atlas_purge;
grant select (municipality_code, id, entered_at), delete on private.entry to atlas_purge;
grant select (id, municipality_code, table_name, property_key, at), delete on audit.line to atlas_purge;
grant select (line_id), update (purge_id) on audit.chain to atlas_purge;
grant select on audit.retention_rule, audit.legal_hold, work.dated_rule to atlas_purge;
grant select, insert on audit.receipt to atlas_purge;
grant select, update on audit.turn to atlas_purge;

grant create on schema audit to atlas_purge;
alter function audit.retention_months(text, text) owner to atlas_purge;
alter function audit.due(date) owner to atlas_purge;
alter function audit.due_here(date) owner to atlas_purge;
alter function audit.purge(date) owner to atlas_purge;
revoke create on schema audit from atlas_purge;
grant usage on schema context to atlas_purge;
grant execute on function context.claims(), context.municipality(), audit.known() to atlas_purge;

revoke all on function audit.retention_months(text, text), audit.due(date), audit.due_here(date), audit.purge(date), audit.waiting_receipts() from public;
grant usage on schema audit to atlas_retention;
grant execute on function audit.purge(date) to atlas_retention;
grant execute on function audit.waiting_receipts() to atlas_sealer;
grant execute on function audit.due_here(date) to atlas_data_protection_officer;
grant select on audit.receipt to atlas_data_protection_officer;
grant select, insert, update (months, reason, changed_by, changed_at) on audit.retention_rule to atlas_data_protection_officer;
grant select, insert, update (lifted_by, lifted_at) on audit.legal_hold to atlas_data_protection_officer;
