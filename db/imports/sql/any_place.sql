select 1 from base.place limit 1;
