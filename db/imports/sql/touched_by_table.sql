select distinct municipality_code from table_row join table_result using ({key}) where action in ('insert', 'update', 'date');
