-- The registries whose rows this run wrote in one table.
select municipality_code from {table} where run_id = {run_id}
union
select municipality_code from base.replaced where table_name = {table_name} and run_id = {run_id};
