select distinct municipality_code from merge_key where action <> 'none';
