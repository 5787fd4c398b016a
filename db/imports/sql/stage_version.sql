-- What one run brings for one table of versions; gone with the transaction.
create temp table if not exists {staging} (
  seq bigint generated always as identity,
  file_id bigint not null,
  line bigint not null,
  municipality_code text not null,
  table_code text not null,
  id_lokal_id uuid not null,
  registration_from timestamptz not null,
  effect_from timestamptz not null,
  attributes jsonb not null,
  extract_date date
) on commit drop;
