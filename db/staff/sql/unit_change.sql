-- As administrator. The name stays: a flag names its unit by it.
update staff.unit set contact = %(contact)s where id = %(unit)s
