-- The closed rooms: that a person has a case at all is confidential, and what is in a room stays in it.
comment on schema cases is 'Cases: entered by casework, row by row.';
comment on schema social is 'Flags and unit notes: entered by the unit they belong to.';
comment on schema private is 'The citizen adviser''s own log: entered by nobody else.';

------------------------------------------------------------------------------- cases
create table cases.case_head (
  municipality_code text not null,
  id uuid not null default gen_random_uuid(),
  number text not null check (length(number) between 1 and 40),
  property_key text not null,
  unit_id bigint not null,
  state text not null default 'open' check (state in ('open', 'closed')),
  opened_on date not null default current_date,
  opened_by bigint not null,
  review_on date,
  closed_on date,
  primary key (municipality_code, id),
  unique (municipality_code, number),
  foreign key (municipality_code, unit_id) references staff.unit (municipality_code, id),
  check ((state = 'closed') = (closed_on is not null))
);
-- By unit first: what a plan tells of the rows that it went through is then of one's own unit.
create index case_head_property on cases.case_head (municipality_code, unit_id, property_key);
create table cases.counter (
  municipality_code text not null,
  year smallint not null,
  last integer not null check (last > 0),
  primary key (municipality_code, year)
);
comment on table cases.counter is 'The last number that was given to a case of a municipality in a year.';

-- Whoever chose the number would learn of a case that she may not see by its being taken.
create function cases.give_number() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- Of another municipality's the policy says no, and the counter there is not held meanwhile.
  if new.number is null and new.municipality_code = context.municipality() then
    insert into cases.counter as c (municipality_code, year, last)
    values (new.municipality_code, extract(year from current_date), 1)
    on conflict (municipality_code, year) do update set last = c.last + 1
    returning c.year || '-' || c.last into new.number;
  end if;
  return new;
end $$;
create trigger number_given before insert on cases.case_head for each row execute function cases.give_number();

comment on table cases.case_head is 'That there is a case at a property, and which unit answers for it; nothing of what it is about.';

create table cases.involvement (
  municipality_code text not null,
  case_id uuid not null,
  unit_id bigint not null,
  contact text check (length(contact) <= 200),
  begins date not null default current_date,
  ends date,
  primary key (municipality_code, case_id, unit_id),
  foreign key (municipality_code, case_id) references cases.case_head (municipality_code, id) on delete cascade,
  foreign key (municipality_code, unit_id) references staff.unit (municipality_code, id)
);
comment on table cases.involvement is 'That another unit takes part in a case, and whom to ask there.';

-- Whether whoever asks belongs to a unit that takes part. Asked by the policy of case heads; a policy that read involvement itself would ask that of case heads in turn.
create function cases.is_involved(case_id uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select exists (
    select from cases.involvement i
    where i.municipality_code = context.municipality() and i.case_id = is_involved.case_id
      and i.unit_id = context.unit() and (i.ends is null or i.ends >= current_date)
  );
end;

------------------------------------------------------------------------------- social
create table social.unit_note (
  municipality_code text not null,
  id uuid not null default gen_random_uuid(),
  property_key text not null,
  unit_id bigint not null,
  body text not null check (length(body) between 1 and 20000),
  written_by bigint not null,
  written_at timestamptz not null default clock_timestamp(),
  primary key (municipality_code, id),
  foreign key (municipality_code, unit_id) references staff.unit (municipality_code, id)
);
create index unit_note_property on social.unit_note (municipality_code, unit_id, property_key);
comment on table social.unit_note is 'What a unit writes for itself. Added to, never changed.';

------------------------------------------------------------------------------- private
create table private.entry (
  municipality_code text not null,
  id uuid not null default gen_random_uuid(),
  account_id bigint not null,
  entered_at timestamptz not null default clock_timestamp(),
  body text not null check (length(body) <= 20000),
  reported_on date,
  primary key (municipality_code, id)
);
create index entry_account on private.entry (municipality_code, account_id);
comment on table private.entry is 'The citizen adviser''s contact log: her own, outside every case and export.';
comment on column private.entry.reported_on is 'That she notified the municipality about a child that day; nothing of what.';

------------------------------------------------------------------------------- policies
do $$
declare item record;
begin
  for item in select * from (values ('cases', 'case_head'), ('cases', 'counter'), ('cases', 'involvement'), ('social', 'unit_note'), ('private', 'entry')) as t (room, name) loop
    execute format('alter table %I.%I enable row level security', item.room, item.name);
    execute format('alter table %I.%I force row level security', item.room, item.name);
    execute format('alter table %I.%I set (autovacuum_enabled = false)', item.room, item.name);
  end loop;
end $$;

-- Each predicate asks the context once per statement: a scalar subquery is an initplan.
create policy own_municipality on cases.case_head for select to atlas_coordinator, atlas_leader
  using (municipality_code = (select context.municipality()));
create policy opening on cases.case_head for insert to atlas_coordinator
  with check (municipality_code = (select context.municipality()) and opened_by = (select context.account()));
create policy changing on cases.case_head for update to atlas_coordinator
  using (municipality_code = (select context.municipality()))
  with check (municipality_code = (select context.municipality()));
create policy own_unit on cases.case_head for select to atlas_social_worker, atlas_inspector
  using (municipality_code = (select context.municipality())
         and (unit_id = (select context.unit()) or cases.is_involved(id)));
create policy opening_in_own_unit on cases.case_head for insert to atlas_social_worker
  with check (municipality_code = (select context.municipality()) and unit_id = (select context.unit())
              and opened_by = (select context.account()));
create policy changing_in_own_unit on cases.case_head for update to atlas_social_worker
  using (municipality_code = (select context.municipality()) and unit_id = (select context.unit()))
  with check (municipality_code = (select context.municipality()) and unit_id = (select context.unit()));

create policy own_municipality on cases.involvement to atlas_coordinator
  using (municipality_code = (select context.municipality()))
  with check (municipality_code = (select context.municipality()));
create policy own_case on cases.involvement for select to atlas_social_worker, atlas_inspector
  using (municipality_code = (select context.municipality())
         and exists (select from cases.case_head h where h.municipality_code = involvement.municipality_code and h.id = involvement.case_id));

-- An import says which run it is; without that its role sees and writes nothing.
alter policy importing on social.flag
  using ((select context.claims()) ? 'run') with check ((select context.claims()) ? 'run');
alter policy importing on social.replaced
  using ((select context.claims()) ? 'run') with check ((select context.claims()) ? 'run');
grant usage on schema context to atlas_social_importer;
grant execute on function context.claims() to atlas_social_importer;

create policy own_unit on social.flag for select to atlas_social_worker
  using (municipality_code = (select context.municipality())
         and lower(unit) = (select lower(context.claims() ->> 'unit_name')));
create policy own_municipality on social.flag for select to atlas_coordinator
  using (municipality_code = (select context.municipality()));

create policy own_unit on social.unit_note to atlas_social_worker, atlas_coordinator
  using (municipality_code = (select context.municipality()) and unit_id = (select context.unit()))
  with check (municipality_code = (select context.municipality()) and unit_id = (select context.unit())
              and written_by = (select context.account()));
create policy emergency on social.unit_note for select to atlas_social_worker, atlas_coordinator
  using (municipality_code = (select context.municipality()) and context.has_emergency(municipality_code, property_key));

create policy own_rows on private.entry to atlas_adviser
  using (municipality_code = (select context.municipality()) and account_id = (select context.account()))
  with check (municipality_code = (select context.municipality()) and account_id = (select context.account()));

------------------------------------------------------------------------------- rights
grant usage on schema cases to atlas_coordinator, atlas_leader, atlas_social_worker, atlas_inspector;
grant usage on schema social to atlas_social_worker, atlas_coordinator;
grant usage on schema private to atlas_adviser;

-- A leader sees how much there is to do and what is overdue, not where.
grant select (municipality_code, id, unit_id, state, opened_on, review_on, closed_on) on cases.case_head to atlas_leader;
grant select (municipality_code, id, number, property_key, unit_id, state, opened_on, review_on, closed_on) on cases.case_head
  to atlas_inspector;
grant select on cases.case_head to atlas_coordinator, atlas_social_worker;
grant insert (municipality_code, property_key, unit_id, opened_by, review_on) on cases.case_head
  to atlas_coordinator, atlas_social_worker;
grant update (unit_id, state, review_on, closed_on) on cases.case_head to atlas_coordinator;
grant update (state, review_on, closed_on) on cases.case_head to atlas_social_worker;
grant select on cases.involvement to atlas_coordinator, atlas_social_worker, atlas_inspector;
grant insert, delete on cases.involvement to atlas_coordinator;
grant update (contact, ends) on cases.involvement to atlas_coordinator;
revoke all on function cases.is_involved(uuid), cases.give_number() from public;
grant usage on schema cases to atlas_aggregator;
grant select (municipality_code, case_id, unit_id, ends) on cases.involvement to atlas_aggregator;
grant select, insert, update on cases.counter to atlas_aggregator;
grant create on schema cases to atlas_aggregator;
alter function cases.is_involved(uuid) owner to atlas_aggregator;
alter function cases.give_number() owner to atlas_aggregator;
revoke create on schema cases from atlas_aggregator;
grant execute on function cases.is_involved(uuid) to atlas_social_worker, atlas_inspector;

-- Coordinators see that a unit is there and when it looks again, never what it flags.
grant select (municipality_code, key, property_key, flag_type, unit, review_on) on social.flag to atlas_social_worker;
grant select (municipality_code, key, property_key, unit, review_on) on social.flag to atlas_coordinator;
grant select on social.unit_note to atlas_social_worker, atlas_coordinator;
grant insert (municipality_code, property_key, unit_id, body, written_by) on social.unit_note to atlas_social_worker, atlas_coordinator;

grant select, delete on private.entry to atlas_adviser;
grant insert (municipality_code, account_id, body) on private.entry to atlas_adviser;
grant update (reported_on) on private.entry to atlas_adviser;
