select context.has_emergency(%(municipality)s, %(property_key)s) as has_emergency
