-- What one administrator alone cannot do, whose failures a success takes back, and what is forgotten after a time.

------------------------------------------------------------------------------- two administrators
create table staff.request (
  id bigint generated always as identity primary key,
  municipality_code text not null,
  what text not null check (what in ('reset link', 'second factor removal')),
  account_id bigint not null,
  asked_by bigint not null,
  asked_at timestamptz not null default clock_timestamp(),
  ends_at timestamptz not null default clock_timestamp() + interval '7 days',
  decision text check (decision in ('confirmed', 'refused', 'lapsed')),
  decided_by bigint,
  decided_at timestamptz,
  foreign key (municipality_code, account_id) references staff.account (municipality_code, id) on delete cascade,
  foreign key (municipality_code, asked_by) references staff.account (municipality_code, id) on delete cascade,
  foreign key (municipality_code, decided_by) references staff.account (municipality_code, id) on delete cascade,
  check (account_id <> asked_by),
  check ((decision is null) = (decided_at is null)),
  -- Whoever asked may take it back, which is to refuse it.
  check (decision is distinct from 'confirmed' or (decided_by is not null and decided_by not in (asked_by, account_id)))
);
comment on table staff.request is 'What an administrator asked for that would make her somebody else, until a second one confirms it.';
create unique index request_open on staff.request (account_id, what) where decision is null;
create index request_municipality on staff.request (municipality_code, asked_at);

-- Roles that reach no room are named, so that a new one is not forgotten; held to the service's own list by a test.
create function staff.opens_room(role text) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp
return role not in ('planner', 'applicant');

alter table staff.account add column vouched_by bigint references staff.account (id) on delete set null;
comment on column staff.account.vouched_by is 'Who made the link with which the password was chosen: she may know it. Null for the machine.';
create function staff.keep_voucher() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  update staff.account set vouched_by = new.made_by where id = new.account_id;
  return new;
end $$;
create trigger voucher_kept before update of used_at on staff.one_time_link
  for each row when (old.used_at is null and new.used_at is not null) execute function staff.keep_voucher();

-- Whether another administrator could do or confirm what whoever asks may not do alone; the only one does it alone.
create function staff.has_other_administrator(of_account bigint) returns boolean
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
  select exists (
    select from staff.account a
    where a.municipality_code = context.municipality() and a.role = 'administrator' and a.state = 'active'
      and a.id <> of_account and a.id <> context.account()
  );
end;

-- Whose password and second factor together open a room, and who is invited into one.
create function staff.needs_second_person(of_account bigint) returns boolean
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
  select coalesce((
    select a.state = 'active' and (a.totp_confirmed_at is not null or staff.opens_room(a.role))
      or a.state = 'invited' and staff.opens_room(a.role) and staff.has_other_administrator(a.id)
    from staff.account a where a.id = of_account
  ), true);
end;

-- Whether whoever asks may know the password of an account: what opens a room is given to it by another.
create function staff.may_be_hers(state text, vouched_by bigint, of_account bigint) returns boolean
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
  select (state = 'invited' or vouched_by is not distinct from context.account())
    and context.account() is not null and staff.has_other_administrator(of_account);
end;

-- Confirmed by whoever asks now, in this very transaction: one confirmation is good for one act.
create function staff.has_second_person(of_account bigint, wanted text) returns boolean
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
  select exists (
    select from staff.request r
    where r.account_id = of_account and r.what = wanted and r.decision = 'confirmed'
      and r.decided_by = context.account() and r.decided_at = now()
  );
end;

create function staff.refuse_lone_removal() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  -- Nobody in the context: whoever runs the machine. Herself: with a code of her own.
  if old.totp_confirmed_at is not null and new.totp_confirmed_at is null
     and context.account() is not null and context.account() <> old.id
     and not staff.has_second_person(old.id, 'second factor removal') then
    raise insufficient_privilege using message = 'a second administrator has not confirmed it';
  end if;
  return new;
end $$;
create trigger lone_removal_refused before update of totp_confirmed_at on staff.account
  for each row execute function staff.refuse_lone_removal();

-- A role that opens no room is no way around: a link by one, and the old role again. With a second factor in force both the
-- link and its removal need two. Nobody in the context: an entry by the identity provider.
create function staff.refuse_lone_role() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if context.account() is null or context.account() = old.id then return new; end if;
  if staff.opens_room(new.role) and not staff.opens_room(old.role)
     and staff.may_be_hers(old.state, old.vouched_by, old.id) then
    raise insufficient_privilege using message = 'another administrator gives this role';
  end if;
  if old.state = 'invited' then return new; end if;
  -- An account that was closed before anybody chose a password is opened again as it was.
  if (new.state = 'invited' and (old.password_hash is not null or old.issuer is not null))
     or (old.totp_confirmed_at is null and staff.opens_room(old.role) <> staff.opens_room(new.role)) then
    raise insufficient_privilege using message = 'the role changes only while a second factor is in force';
  end if;
  return new;
end $$;
create trigger lone_role_refused before update of role, state on staff.account
  for each row execute function staff.refuse_lone_role();

create policy second_person on staff.one_time_link as restrictive for insert to atlas_sign_in
  with check ((select context.account()) is null or not staff.needs_second_person(account_id)
              or staff.has_second_person(account_id, 'reset link'));

alter table staff.request enable row level security;
alter table staff.request force row level security;
alter table staff.request set (autovacuum_enabled = false);
create policy own_municipality on staff.request to atlas_administrator, atlas_sign_in
  using (municipality_code = (select context.municipality()) and (select context.account()) is not null)
  with check (municipality_code = (select context.municipality()) and (select context.account()) is not null);
create policy asks_herself on staff.request as restrictive for insert to atlas_administrator
  with check (asked_by = (select context.account()) and decision is null);
create policy decides_herself on staff.request as restrictive for update to atlas_administrator, atlas_sign_in
  using (decision is null)
  with check (decided_by = (select context.account()) or decision = 'lapsed');

revoke all on function staff.keep_voucher(), staff.has_other_administrator(bigint), staff.may_be_hers(text, bigint, bigint)
  from public;
grant execute on function staff.has_other_administrator(bigint), staff.may_be_hers(text, bigint, bigint)
  to atlas_sign_in, atlas_administrator;
grant update (vouched_by) on staff.account to atlas_sign_in;
revoke all on function staff.opens_room(text), staff.needs_second_person(bigint), staff.has_second_person(bigint, text),
  staff.refuse_lone_removal(), staff.refuse_lone_role() from public;
grant execute on function staff.opens_room(text) to atlas_sign_in, atlas_administrator;
grant execute on function staff.needs_second_person(bigint), staff.has_second_person(bigint, text) to atlas_sign_in;
grant select on staff.request to atlas_administrator, atlas_sign_in;
grant insert (municipality_code, what, account_id, asked_by) on staff.request to atlas_administrator;
grant update (decision, decided_by, decided_at) on staff.request to atlas_administrator, atlas_sign_in;

create trigger request_insert_audited after insert on staff.request referencing new table as new_rows
  for each statement execute function audit.record_change('id', 'open', '');
create trigger request_update_audited after update on staff.request referencing old table as old_rows new table as new_rows
  for each statement execute function audit.record_change('id', 'open', '');
create trigger request_delete_audited after delete on staff.request referencing old table as old_rows
  for each statement execute function audit.record_change('id', 'open', '');

------------------------------------------------------------------------------- failures
alter table staff.attempt add column owner bytea;
comment on column staff.attempt.owner is 'A keyed digest of the name and municipality that were tried: a success takes back no more than its own failures.';

------------------------------------------------------------------------------- notices
-- Plain text, as roles are: what is told next needs no migration.
alter table staff.notice drop constraint notice_kind_check;
alter table staff.notice add constraint notice_kind_check check (kind ~ '^[a-z][a-z ]{2,39}$');

------------------------------------------------------------------------------- what is forgotten
grant delete on staff.session, staff.api_token, staff.notice to atlas_sign_in;
-- Never one that is good, and no notice that nobody has read.
create policy only_ended on staff.session as restrictive for delete to atlas_sign_in
  using (least(ends_at, revoked_at) < clock_timestamp() - interval '1 hour');
create policy only_ended on staff.api_token as restrictive for delete to atlas_sign_in
  using (least(ends_at, revoked_at) < clock_timestamp() - interval '1 hour');
create policy only_read on staff.notice as restrictive for delete to atlas_sign_in using (read_at is not null);

------------------------------------------------------------------------------- naming deputies
-- Leaders and coordinators name them too; nobody gives herself what a colleague sees.
grant insert (municipality_code, account_id, deputy_id, begins, ends, given_by), update (ends, ended_at) on staff.deputy
  to atlas_sign_in;
create policy names_others on staff.deputy as restrictive for insert to atlas_sign_in, atlas_administrator
  with check (municipality_code = (select context.municipality()) and deputy_id <> (select context.account()));
create policy ends_own_municipality on staff.deputy as restrictive for update to atlas_sign_in
  using (municipality_code = (select context.municipality()));
