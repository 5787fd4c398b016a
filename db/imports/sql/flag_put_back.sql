update social.flag flag
set property_key = image.property_key, flag_type = image.flag_type, unit = image.unit, review_on = image.review_on,
    run_id = image.former_run_id
from social.replaced image
where image.run_id = %(run)s and image.municipality_code = flag.municipality_code and image.key = flag.key;
