-- One of each kind is open at a time: who asks again is told of the one that waits.
insert into staff.request (municipality_code, what, account_id, asked_by)
values (context.municipality(), %(what)s, %(account)s, context.account())
on conflict (account_id, what) where decision is null do nothing
returning id
