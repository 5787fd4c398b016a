update staff.api_token t set revoked_at = clock_timestamp()
from staff.account a
where a.id = t.account_id and a.issuer = %(issuer)s and a.subject = %(subject)s and t.revoked_at is null
  and a.municipality_code is distinct from %(kept)s::text
