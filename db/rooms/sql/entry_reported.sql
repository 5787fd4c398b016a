update private.entry set reported_on = %(reported_on)s
where municipality_code = %(municipality)s and account_id = %(account)s and id = %(entry)s
