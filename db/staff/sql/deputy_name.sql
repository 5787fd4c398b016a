-- What is not hers to give is not given: another role or unit, an adviser's work, or a room that the deputy's password
-- alone would open. The same pair twice at the same time is one too many.
insert into staff.deputy (municipality_code, account_id, deputy_id, begins, ends, given_by)
select absent.municipality_code, absent.id, deputy.id, %(begins)s, %(ends)s, context.account()
from staff.account absent
join staff.account deputy on deputy.municipality_code = absent.municipality_code
where absent.id = %(account)s and deputy.id = %(deputy)s and absent.municipality_code = context.municipality()
  and absent.state = 'active' and deputy.state = 'active' and absent.id <> deputy.id
  and deputy.id <> context.account() and deputy.role <> 'adviser'
  and absent.role = any(%(roles)s) and (%(every_unit)s or absent.unit_id is not distinct from context.unit())
  and (not absent.role = any(%(guarded)s) or deputy.totp_confirmed_at is not null)
  and not (staff.opens_room(absent.role) and staff.may_be_hers(deputy.state, deputy.vouched_by, deputy.id))
  and not exists (
    select from staff.deputy d
    where d.account_id = absent.id and d.deputy_id = deputy.id and d.ended_at is null
      and d.begins <= %(ends)s and d.ends >= %(begins)s
  )
returning id
