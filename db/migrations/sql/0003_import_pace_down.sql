-- The way back.
select 1;
