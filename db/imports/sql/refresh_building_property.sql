-- The property that each wanted building stands on, now that properties are in place.
update wanted_building building
set property_id = property.id
from work.property property
where property.municipality_code = building.municipality_code and property.key = building.property_key;
