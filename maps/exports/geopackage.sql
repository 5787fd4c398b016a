-- The schema extension of GeoPackage (table gpkg_data_columns): what a column means, beside its name.
create table gpkg_data_columns (
  table_name text not null,
  column_name text not null,
  name text,
  title text,
  description text,
  mime_type text,
  constraint_name text,
  constraint pk_gdc primary key (table_name, column_name),
  constraint gdc_tn unique (table_name, name)
);

insert into gpkg_extensions (table_name, column_name, extension_name, definition, scope)
values ('gpkg_data_columns', null, 'gpkg_schema',
        'http://www.geopackage.org/spec121/#extension_schema', 'read-write');
