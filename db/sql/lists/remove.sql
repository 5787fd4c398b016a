-- A list away, unless somebody changed it since it was seen.
delete from work.saved_list
where id = %(id)s and changed_at = %(seen)s
  and coalesce(municipality_code = %(municipality)s::text, %(municipality)s::text is null)
returning id, name, layer, filter, parameters, columns, sort, created_by, created_at, changed_by, changed_at
