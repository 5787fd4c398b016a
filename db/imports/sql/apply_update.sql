update {table} present
set {assignments}
from {wanted} wanted
where {match} and ({present_columns}) is distinct from ({wanted_columns});
