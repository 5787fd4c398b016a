-- Who acts for whom, what a leader reviews, and what the rooms call their units.

------------------------------------------------------------------------------- deputies
-- Whom an account may act for today; as whoever asks: what her policies hide is not found. What a citizen adviser has
-- promised goes to nobody, and nobody's work to her.
create function staff.deputy_today(of_account bigint) returns setof staff.deputy
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
  select d.* from staff.deputy d
  join staff.account absent on absent.municipality_code = d.municipality_code and absent.id = d.account_id
  join staff.account deputy on deputy.municipality_code = d.municipality_code and deputy.id = d.deputy_id
  where d.deputy_id = of_account and d.ended_at is null
    and (clock_timestamp() at time zone 'Europe/Copenhagen')::date between d.begins and d.ends
    and absent.state = 'active' and absent.role <> 'adviser' and deputy.role <> 'adviser';
end;
revoke all on function staff.deputy_today(bigint) from public;
grant execute on function staff.deputy_today(bigint) to atlas_sign_in;

create policy never_an_adviser on staff.deputy as restrictive for insert to atlas_administrator, atlas_sign_in
  with check (given_by = (select context.account()) and not exists (
    select from staff.account a where a.id in (account_id, deputy_id) and a.role = 'adviser'
  ));

------------------------------------------------------------------------------- emergency access
-- Whoever signs people in opens it and reviews nothing; the leader reviews, and opens nothing.
revoke insert, update (reviewed_by, reviewed_at) on staff.emergency_access from atlas_sign_in;
grant insert (municipality_code, account_id, property_key, reason, ends_at) on staff.emergency_access to atlas_sign_in;
create policy opening on staff.emergency_access as restrictive for insert to atlas_sign_in
  with check (municipality_code = (select context.municipality()));

create policy own_municipality on staff.emergency_access for select to atlas_leader
  using (municipality_code = (select context.municipality()));
create policy reviewing on staff.emergency_access for update to atlas_leader
  using (municipality_code = (select context.municipality()) and reviewed_at is null
         and account_id <> (select context.account()))
  with check (municipality_code = (select context.municipality()) and reviewed_by = (select context.account()));
-- Who it was, for the review.
create policy named on staff.account for select to atlas_leader
  using (municipality_code = (select context.municipality()));
-- Not at which property: where cases and notes are is not hers to know.
grant select (id, municipality_code, account_id, reason, begins_at, ends_at, reviewed_by, reviewed_at)
  on staff.emergency_access to atlas_leader;
grant update (reviewed_by, reviewed_at) on staff.emergency_access to atlas_leader;
grant select (id, municipality_code, display_name) on staff.account to atlas_leader;

------------------------------------------------------------------------------- what units are called
create policy named on staff.unit for select to atlas_coordinator, atlas_social_worker, atlas_inspector, atlas_leader
  using (municipality_code = (select context.municipality()));
grant usage on schema staff to atlas_coordinator, atlas_social_worker, atlas_inspector, atlas_leader;
grant select (id, municipality_code, name, closed_on) on staff.unit
  to atlas_coordinator, atlas_social_worker, atlas_inspector, atlas_leader;

------------------------------------------------------------------------------- what a flag is known by
-- A key that was made of type and unit, or that somebody chose, tells what is flagged to whoever sees the key alone.
create function social.flag_keys(codes text[], said text[]) returns text[]
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select array_agg(audit.digest('social', 'flag', one.code, to_jsonb(one.said)) order by one.place)
  from unnest(codes, said) with ordinality as one (code, said, place)
  where (select context.claims()) ? 'run';
end;
comment on column social.flag.key is 'Opaque: a keyed digest of the row''s own key, or of property, type and unit.';
revoke all on function social.flag_keys(text[], text[]) from public;
grant execute on function social.flag_keys(text[], text[]) to atlas_social_importer;

-- Those that are here already; no line of the audit is to tell what they were called.
alter table social.flag no force row level security;
alter table social.replaced no force row level security;
alter table social.flag disable trigger user;
update social.flag set key = audit.digest('social', 'flag', municipality_code, to_jsonb(key)) where key !~ '^[0-9a-f]{64}$';
update social.replaced set key = audit.digest('social', 'flag', municipality_code, to_jsonb(key)) where key !~ '^[0-9a-f]{64}$';
alter table social.flag enable trigger user;
alter table social.flag force row level security;
alter table social.replaced force row level security;
