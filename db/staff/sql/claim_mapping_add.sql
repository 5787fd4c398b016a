insert into staff.claim_mapping (municipality_code, claim, value, role, unit_id)
select context.municipality(), %(claim)s, %(value)s, %(role)s, %(unit)s::bigint
where (select count(*) from staff.claim_mapping) < %(most)s
  and (%(unit)s::bigint is null or exists (
    select from staff.unit u
    where u.id = %(unit)s and u.municipality_code = context.municipality() and u.closed_on is null
  ))
on conflict (municipality_code, claim, value) do nothing
returning id
