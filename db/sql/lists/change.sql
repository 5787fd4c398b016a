-- Another content for a list, unless somebody changed it since it was seen.
update work.saved_list
set name = %(name)s, layer = %(layer)s, filter = %(filter)s, parameters = %(parameters)s, columns = %(columns)s,
    sort = %(sort)s, changed_by = %(actor)s, changed_at = clock_timestamp()
where id = %(id)s and changed_at = %(seen)s
  and coalesce(municipality_code = %(municipality)s::text, %(municipality)s::text is null)
returning id, name, layer, filter, parameters, columns, sort, created_by, created_at, changed_by, changed_at
