-- Once for each time that the door closes, so that it is told once.
update staff.account set locked_until = %(until)s
where id = %(account)s and (locked_until is null or locked_until < clock_timestamp())
