select id, state from staff.account
where issuer = %(issuer)s and subject = %(subject)s and municipality_code = %(municipality)s
