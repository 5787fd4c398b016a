insert into audit.legal_hold (municipality_code, property_key, reason, set_by)
values (context.municipality(), %(property)s, %(reason)s, %(account)s)
