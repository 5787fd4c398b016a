-- What the data protection officer works with: the log by day, the monthly sample, and what a night would delete.
create index line_moment on audit.line (municipality_code, at, id);

------------------------------------------------------------------------------- the monthly sample
create table audit.sample (
  id bigint generated always as identity primary key,
  municipality_code text not null,
  month date not null check (extract(day from month) = 1),
  seed text not null,
  lines bigint not null,
  drawn_by bigint not null,
  drawn_at timestamptz not null default clock_timestamp(),
  finished_by bigint,
  finished_at timestamptz,
  unique (municipality_code, month),
  unique (municipality_code, id),
  check ((finished_by is null) = (finished_at is null))
);
comment on table audit.sample is 'Lines of one month that the data protection officer looks at, drawn so that nobody chooses.';
comment on column audit.sample.seed is 'What the lines were drawn by: follows from municipality and month by the key of the digests, so that drawing again gives the same.';
comment on column audit.sample.lines is 'How many lines they were drawn from.';

create table audit.sample_line (
  municipality_code text not null,
  sample_id bigint not null,
  place smallint not null check (place between 1 and 20),
  line_id bigint not null,
  outcome text check (outcome in ('in order', 'look into')),
  remark text check (length(remark) <= 500),
  looked_by bigint,
  looked_at timestamptz,
  primary key (sample_id, place),
  unique (sample_id, line_id),
  foreign key (municipality_code, sample_id) references audit.sample (municipality_code, id),
  check ((outcome is null) = (looked_by is null) and (outcome is null) = (looked_at is null)),
  check (outcome <> 'look into' or length(btrim(coalesce(remark, ''))) >= 3)
);

-- Twelve reads in the rooms, four other reads, four of whatever else is told; what one of them lacks is filled up in that
-- order. A kind that is never drawn would be where to hide.
create function audit.draw_sample(month date) returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  claims constant jsonb := context.claims();
  code constant text := claims ->> 'municipality';
  drawn_with text;
  made bigint;
begin
  if claims ->> 'account' is null or code is null then
    raise insufficient_privilege using message = 'nobody is known to draw';
  end if;
  if month is null or extract(day from month) <> 1 or month + interval '1 month' > current_date then
    raise invalid_parameter_value using message = 'a month is drawn from when it is over';
  end if;
  drawn_with := audit.digest('audit', 'sample', code || ' ' || month, '{}');
  insert into audit.sample (municipality_code, month, seed, lines, drawn_by)
  values (code, draw_sample.month, drawn_with,
          (select count(*) from audit.line l
           where l.municipality_code = code and l.at >= draw_sample.month::timestamp at time zone 'Europe/Copenhagen'
             and l.at < (draw_sample.month + interval '1 month') at time zone 'Europe/Copenhagen'),
          (claims ->> 'account')::bigint)
  on conflict on constraint sample_municipality_code_month_key do nothing
  returning id into made;
  if made is null then
    return (select s.id from audit.sample s where s.municipality_code = code and s.month = draw_sample.month);
  end if;
  insert into audit.sample_line (municipality_code, sample_id, place, line_id)
  select code, made, row_number() over (order by drawn.turn, drawn.lot), drawn.id
  from (
    select ranked.id, ranked.turn, ranked.lot
    from (
      select l.id, sorted.turn, lots.lot, row_number() over (partition by sorted.turn order by lots.lot) as in_turn
      from audit.line l
      cross join lateral (select case when l.action not in ('read', 'search', 'tile', 'export') then 2
                                      when l.area in ('cases', 'social', 'private') then 0 else 1 end as turn) as sorted
      cross join lateral (select sha256(convert_to(drawn_with || ' ' || l.id, 'UTF8')) as lot) as lots
      where l.municipality_code = code and l.at >= draw_sample.month::timestamp at time zone 'Europe/Copenhagen'
        and l.at < (draw_sample.month + interval '1 month') at time zone 'Europe/Copenhagen'
    ) as ranked
    order by ranked.in_turn > (array[12, 4, 4])[ranked.turn + 1], ranked.turn, ranked.lot limit 20
  ) as drawn;
  return made;
end $$;

------------------------------------------------------------------------------- what a night would delete
-- What is due on a day, in one municipality, or in all where the code is null. For the functions below alone.
create function audit.due_of(as_of date, code text) returns setof audit.due_row
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  with ended as (
    select h.municipality_code, h.property_key, max(h.closed_on) as closed_on, bool_or(h.state = 'open') as is_open
    from cases.case_head h where due_of.code is null or h.municipality_code = due_of.code group by 1, 2
  ), months as materialized (
    -- Asked for once, not row by row.
    select c.municipality_code, s.subject, audit.retention_months(c.municipality_code, s.subject) as months
    from (
      select due_of.code as municipality_code where due_of.code is not null
      union select h.municipality_code from cases.case_head h where due_of.code is null
      union select n.municipality_code from social.unit_note n where due_of.code is null
      union select f.municipality_code from social.flag f where due_of.code is null
      union select p.municipality_code from private.entry p where due_of.code is null
      union select l.municipality_code from audit.line l where due_of.code is null
    ) as c
    cross join (values ('case'), ('unit note'), ('flag'), ('private entry'), ('audit line')) as s (subject)
    where c.municipality_code is not null
  ), kept as (
    select m.subject, h.municipality_code, h.id::text as row_key, h.property_key, h.closed_on as since, m.months
    from months m join cases.case_head h using (municipality_code) where m.subject = 'case' and h.state = 'closed'
    union all
    select m.subject, n.municipality_code, n.id::text, n.property_key, greatest(n.written_at::date, e.closed_on), m.months
    from months m join social.unit_note n using (municipality_code) left join ended e using (municipality_code, property_key)
    where m.subject = 'unit note' and not coalesce(e.is_open, false)
    union all
    select m.subject, f.municipality_code, f.key, f.property_key, coalesce(greatest(f.review_on, e.closed_on), run.started_at::date), m.months
    from months m join social.flag f using (municipality_code) left join ended e using (municipality_code, property_key)
    left join work.import_run run on run.id = f.run_id
    where m.subject = 'flag' and not coalesce(e.is_open, false)
    union all
    select m.subject, p.municipality_code, p.id::text, null, p.entered_at::date, m.months
    from months m join private.entry p using (municipality_code) where m.subject = 'private entry'
    union all
    select m.subject, l.municipality_code, l.id::text, l.property_key, l.at::date, m.months
    from months m join audit.line l using (municipality_code)
    -- Some days more than are due, which an index finds among all that were ever written: a month may end earlier than another.
    where m.subject = 'audit line' and l.at < (due_of.as_of - make_interval(months => m.months) + interval '5 days')::timestamp at time zone 'UTC'
      and l.table_name is distinct from 'receipt' and exists (select from audit.chain c where c.line_id = l.id)
  )
  select k.subject, k.municipality_code, k.row_key, k.property_key, (k.since + make_interval(months => k.months))::date as due_on
  from kept k
  where k.since + make_interval(months => k.months) <= due_of.as_of
    and not exists (select from audit.legal_hold h where h.municipality_code = k.municipality_code
                    and h.property_key = k.property_key and h.lifted_at is null);
end;

create or replace function audit.due(as_of date) returns setof audit.due_row
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select d.subject, d.municipality_code, d.row_key, d.property_key, d.due_on from audit.due_of(due.as_of, null) d;
end;

-- What is due within a month, for one municipality's officer: of the adviser's log not even which entry.
create or replace function audit.due_here(as_of date) returns setof audit.due_row
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select d.subject, d.municipality_code, case when d.subject <> 'private entry' then d.row_key end, d.property_key, d.due_on
  from audit.due_of(least(due_here.as_of, current_date + 31), context.municipality()) d
  where d.municipality_code = context.municipality();
end;

create function audit.due_counts(as_of date) returns table (municipality_code text, subject text, "rows" bigint, first_due date)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select d.municipality_code, d.subject, count(*), min(d.due_on) from audit.due(least(due_counts.as_of, current_date + 31)) d
  where (select audit.known()) group by 1, 2 order by 1, 2;
end;

-- Whether an officer's municipality has anything of a property. What was only asked for is no such thing: a mistyped key is
-- a line of the log too.
create function audit.has_property(key text) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select exists (select from work.property p where p.municipality_code = context.municipality() and p.key = has_property.key)
    or exists (select from cases.case_head h where h.municipality_code = context.municipality() and h.property_key = has_property.key)
    or exists (select from social.unit_note n where n.municipality_code = context.municipality() and n.property_key = has_property.key)
    or exists (select from social.flag f where f.municipality_code = context.municipality() and f.property_key = has_property.key)
    or exists (select from audit.line l where l.municipality_code = context.municipality() and l.property_key = has_property.key
               and l.action not in ('event', 'search') and l.area not in ('audit', 'staff'));
end;

------------------------------------------------------------------------------- rights
do $$
declare name text;
begin
  foreach name in array array['sample', 'sample_line'] loop
    execute format('alter table audit.%I enable row level security', name);
    execute format('alter table audit.%I force row level security', name);
    execute format('alter table audit.%I set (autovacuum_enabled = false)', name);
    -- The function that draws runs as the owner, for the municipality of whoever asks.
    execute format('create policy drawing on audit.%I to atlas_owner using (municipality_code = (select context.municipality())) '
                   'with check (municipality_code = (select context.municipality()))', name);
    execute format('create policy own_municipality on audit.%I for select to atlas_data_protection_officer '
                   'using (municipality_code = (select context.municipality()))', name);
    execute format('create trigger %I after update on audit.%I referencing old table as old_rows new table as new_rows for each statement execute function audit.record_change(%L, %L)',
                   name || '_update_audited', name, case name when 'sample' then 'id' else 'sample_id place' end,
                   case name when 'sample' then 'open' else 'closed' end);
  end loop;
end $$;
-- Which lines were drawn follows from the seed; that they were is told once.
create trigger sample_insert_audited after insert on audit.sample referencing new table as new_rows
  for each statement execute function audit.record_change('id', 'open');

-- Whoever looks does it in her own name, and a finished sample stays as it is.
create policy looking on audit.sample_line for update to atlas_data_protection_officer
  using (municipality_code = (select context.municipality())
         and exists (select from audit.sample s where s.id = sample_id and s.finished_at is null))
  with check (municipality_code = (select context.municipality()) and looked_by = (select context.account()));
create policy finishing on audit.sample for update to atlas_data_protection_officer
  using (municipality_code = (select context.municipality()) and finished_at is null)
  with check (municipality_code = (select context.municipality()) and finished_by = (select context.account())
              and not exists (select from audit.sample_line l where l.sample_id = id and l.outcome is null));

grant select on audit.sample, audit.sample_line to atlas_data_protection_officer;
grant update (outcome, remark, looked_by, looked_at) on audit.sample_line to atlas_data_protection_officer;
grant update (finished_by, finished_at) on audit.sample to atlas_data_protection_officer;

-- Who the people of the log are, and where they work; nothing of how they sign in.
create policy of_the_log on staff.account for select to atlas_data_protection_officer
  using (municipality_code = (select context.municipality()));
create policy of_the_log on staff.unit for select to atlas_data_protection_officer
  using (municipality_code = (select context.municipality()));
grant usage on schema staff, work to atlas_data_protection_officer;
grant select (id, municipality_code, name, display_name, role, unit_id) on staff.account to atlas_data_protection_officer;
grant select (id, municipality_code, name) on staff.unit to atlas_data_protection_officer;
-- How long is usual, and by whose word.
grant select on work.dated_rule to atlas_data_protection_officer;

grant create on schema audit to atlas_purge;
alter function audit.due_counts(date) owner to atlas_purge;
alter function audit.due_of(date, text) owner to atlas_purge;
alter function audit.has_property(text) owner to atlas_purge;
revoke create on schema audit from atlas_purge;
revoke all on function audit.draw_sample(date), audit.due_counts(date), audit.due_of(date, text), audit.has_property(text) from public;
grant execute on function audit.draw_sample(date), audit.has_property(text) to atlas_data_protection_officer;
grant select (municipality_code, key) on work.property to atlas_purge;
grant select (action, area) on audit.line to atlas_purge;
grant execute on function audit.due_counts(date) to atlas_retention;

------------------------------------------------------------------------------- what grows
-- How many rows these have tells nothing of anybody's house; without the server's tidying every look at them would go through
-- all that was ever in them. The rooms' own tables stay as they are.
do $$
declare name text;
begin
  foreach name in array array['audit.line', 'audit.chain', 'audit.unsealed', 'audit.run_transaction', 'audit.shown',
                              'staff.session', 'staff.attempt', 'staff.used_state', 'staff.one_time_link'] loop
    execute format('alter table %s reset (autovacuum_enabled)', name);
  end loop;
end $$;
