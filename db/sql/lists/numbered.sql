-- The list of a number.
select id, name, layer, filter, parameters, columns, sort, created_by, created_at, changed_by, changed_at
from map.saved_list where id = %s
