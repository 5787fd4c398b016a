delete from staff.claim_mapping where id = %(mapping)s
