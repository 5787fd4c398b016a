-- How many standing properties each place has.
update work.place place
set property_count = coalesce(counted.property_count, 0)
from work.place target
left join (select place_id, count(*) as property_count from work.property where is_standing group by place_id) as counted
  on counted.place_id = target.id
where target.id = place.id and place.property_count <> coalesce(counted.property_count, 0);
