delete from table_row where is_duplicate returning file_id, line, content;
