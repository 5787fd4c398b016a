-- As administrator: the policy lets her reach her own municipality's.
update staff.account set state = 'closed' where id = %(account)s and state <> 'closed'
