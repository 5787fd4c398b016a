delete from {staging} where municipality_code is null returning file_id, line, original, geom is not null as is_placed;
