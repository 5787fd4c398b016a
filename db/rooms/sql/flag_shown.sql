select f.key, f.property_key as property, f.flag_type as type, f.unit, f.review_on
from social.flag f
where f.municipality_code = %(municipality)s and f.key = any(%(keys)s)
order by f.key
