-- Whether rows are left without a municipality, those with a position first.
select geom is not null as is_placed from {staging} where municipality_code is null order by 1 desc limit 1;
