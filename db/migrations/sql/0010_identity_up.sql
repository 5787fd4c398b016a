-- The identity provider: an answer of it opens one session, whoever brings it once more.

create table staff.used_state (
  state_hash bytea primary key check (length(state_hash) = 32),
  at timestamptz not null default clock_timestamp()
);
comment on table staff.used_state is 'Sign-ins at the identity provider that have come back, as a hash of their state; kept an hour, longer than one lasts.';
alter table staff.used_state enable row level security;
alter table staff.used_state force row level security;
create policy signing_in on staff.used_state to atlas_sign_in
  using ((select context.claims()) is not null) with check ((select context.claims()) is not null);
alter table staff.used_state set (autovacuum_enabled = false);
grant select, insert, delete on staff.used_state to atlas_sign_in;

-- One person at the provider is looked for across municipalities.
create index account_identity on staff.account (issuer, subject) where issuer is not null;
