select id, name, scopes, created_at, ends_at, used_on
from staff.api_token
where account_id = %(account)s and revoked_at is null and ends_at > clock_timestamp()
order by created_at desc, id
