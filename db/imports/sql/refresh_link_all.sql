create temp table touched_link on commit drop as select municipality_code from work.registry;
