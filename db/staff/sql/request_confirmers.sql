-- As administrator: how many colleagues could confirm it.
select count(*) as count from staff.account
where role = %(role)s and state = 'active' and id not in (context.account(), %(account)s)
