-- How many rows a run has read of each municipality.
select municipality_code, count(*) from {staging} where municipality_code is not null group by municipality_code;
