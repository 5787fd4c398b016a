select mapping from work.column_mapping where signature = any(%(signatures)s) order by array_position(%(signatures)s, signature) limit 1;
