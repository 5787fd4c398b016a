-- A hold on what is not there would hold nothing.
insert into audit.legal_hold (municipality_code, property_key, reason, set_by)
select context.municipality(), %(property)s, %(reason)s, %(account)s where audit.has_property(%(property)s)
