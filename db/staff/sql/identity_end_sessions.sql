update staff.session s set revoked_at = clock_timestamp()
from staff.account a
where a.id = s.account_id and a.issuer = %(issuer)s and a.subject = %(subject)s and s.revoked_at is null
  and a.municipality_code is distinct from %(kept)s::text
