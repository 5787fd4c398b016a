-- The way back.
drop index work.building_cell;
create index building_cell on work.building (cell) include (year_built, municipality_code) where state = 'standing';
drop index work.property_cell;
create index property_cell on work.property (cell)
  include (suspicion, priority, condition, is_graded, municipality_code, place_id) where state = 'standing';
