-- In her own session, and only for whom she is the deputy today; that she may is asked again at each request.
update staff.session s set acting_for_id = %(absent)s
where s.id = %(session)s and s.account_id = context.account() and s.revoked_at is null
  and exists (select from staff.deputy_today(s.account_id) d where d.account_id = %(absent)s)
