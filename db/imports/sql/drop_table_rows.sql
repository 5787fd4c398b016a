drop table if exists table_row, table_result;
