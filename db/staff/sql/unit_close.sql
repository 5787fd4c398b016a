update staff.unit set closed_on = current_date where id = %(unit)s and closed_on is null
