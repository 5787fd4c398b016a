-- The wanted buildings with the property that each stands on, now that properties are in place.
(select building.*, property.id as property_id
 from wanted_building building
 left join work.property property
   on property.municipality_code = building.municipality_code and property.key = building.property_key)
