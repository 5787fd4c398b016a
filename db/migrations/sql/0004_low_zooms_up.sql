-- Low zooms are answered from what they need alone, filtered too: the filters of every day, by year and use, read no row.
drop index work.property_cell;
create index property_cell on work.property (cell)
  include (suspicion, priority, condition, is_graded, year_built, use_code, municipality_code, place_id) where state = 'standing';
drop index work.building_cell;
create index building_cell on work.building (cell) include (year_built, use_code, municipality_code) where state = 'standing';
