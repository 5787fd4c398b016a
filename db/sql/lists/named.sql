-- The list of a name.
select id, name, layer, filter, parameters, columns, sort, created_by, created_at, changed_by, changed_at
from map.saved_list
where coalesce(municipality_code = %(municipality)s::text, %(municipality)s::text is null) and name = %(name)s
order by id
