select count(*) as count from staff.account where role = %(role)s and state = 'active'
