-- Ends today; who acts for her in an open session is herself again at her next request.
update staff.deputy d set ended_at = clock_timestamp()
from staff.account absent
where d.id = %(deputy)s and d.ended_at is null and d.municipality_code = context.municipality() and absent.id = d.account_id
  and absent.role = any(%(roles)s) and (%(every_unit)s or absent.unit_id is not distinct from context.unit())
returning d.account_id, d.deputy_id
