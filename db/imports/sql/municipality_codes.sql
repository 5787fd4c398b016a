select municipality_code, name from work.municipality_name;
