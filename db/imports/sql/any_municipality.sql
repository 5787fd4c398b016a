select 1 from base.municipality limit 1;
