-- The registries that the importer's own statements are to work on: all of them.
create temp table touched on commit drop as select municipality_code from work.registry;
