-- Every list, as Danes order names.
select id, name, layer, filter, parameters, columns, sort, created_by, created_at, changed_by, changed_at
from map.saved_list order by name collate "da-x-icu", id
