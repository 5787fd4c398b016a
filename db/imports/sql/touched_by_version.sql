select distinct municipality_code from merge_result where action <> 'none';
