select file_id, action, count(*) from table_result group by file_id, action;
