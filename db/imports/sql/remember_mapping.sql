insert into work.column_mapping (signature, mapping) values (%(signature)s, %(mapping)s)
on conflict (signature) do update set mapping = excluded.mapping, changed_at = now()
where column_mapping.mapping <> excluded.mapping;
