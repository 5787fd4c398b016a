-- How many properties each place and municipality has.
update work.place p set property_count = n.properties
from (select place_id, count(*) as properties from work.property group by place_id) n where n.place_id = p.id;

update work.municipality m set property_count = n.properties
from (select municipality_code, count(*) as properties from work.property group by municipality_code) n
where n.municipality_code = m.municipality_code;
