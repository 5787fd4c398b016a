select municipality_code from work.municipality_name;
