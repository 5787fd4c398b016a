select mapping from work.column_mapping where signature = %(signature)s;
