drop schema audit cascade;
create schema audit;
comment on schema audit is 'Closed until people sign in.';
