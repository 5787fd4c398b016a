update staff.session set acting_for_id = null
where id = %(session)s and account_id = context.account() and acting_for_id is not null
