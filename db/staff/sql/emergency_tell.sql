-- Not at which property: where notes are is not theirs to know.
with reviewer as (
  select a.id, a.role from staff.account a
  where a.municipality_code = context.municipality() and a.state = 'active' and a.id <> context.account()
    and a.role in (%(leader)s, %(officer)s)
)
insert into staff.notice (municipality_code, account_id, kind, about_id, detail)
select context.municipality(), r.id, 'emergency access', context.account(), jsonb_build_object('access', %(access)s::bigint)
from reviewer r
where r.role = %(leader)s or not exists (select from reviewer l where l.role = %(leader)s)
