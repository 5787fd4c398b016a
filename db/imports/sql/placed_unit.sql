-- The wanted units with their building and its property, now that both are in place.
(select unit.*, building.id as building_id, building.property_id
 from wanted_unit unit
 left join work.building building
   on building.municipality_code = unit.municipality_code and building.key = unit.building_key)
