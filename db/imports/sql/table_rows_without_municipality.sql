select 1 from {staging} where municipality_code is null limit 1;
