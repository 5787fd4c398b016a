select l.purpose, l.account_id, l.ends_at, a.name, a.display_name, a.municipality_code
from staff.one_time_link l left join staff.account a on a.id = l.account_id
where l.token_hash = %(token_hash)s and l.used_at is null and l.ends_at > clock_timestamp()
  and a.state is distinct from 'closed'
