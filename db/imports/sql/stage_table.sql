-- The rows of tables of one target as one run brings them, in EPSG:25832; gone with the transaction.
create temp table if not exists {staging} (
  source_no bigint not null,
  file_id bigint not null,
  line bigint not null,
  municipality_code text,
  source_table text not null,
  key text not null,
  is_key_made boolean not null,
  fields jsonb not null,
  original jsonb not null,
  extract_date date,
  geom geometry(Geometry, 25832)
) on commit drop;
