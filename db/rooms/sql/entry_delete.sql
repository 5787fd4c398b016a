delete from private.entry where municipality_code = %(municipality)s and account_id = %(account)s and id = %(entry)s
