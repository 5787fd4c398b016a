select distinct municipality_code from staff.account order by municipality_code
