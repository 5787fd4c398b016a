update staff.unit set closed_on = null where id = %(unit)s and closed_on is not null
