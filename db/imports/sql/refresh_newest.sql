-- What each register object of the touched municipalities is now: its newest version.
create temp table {newest} on commit drop as
select distinct on (municipality_code, id_lokal_id) municipality_code, id_lokal_id, status, attributes, extract_date
from {table} join touched using (municipality_code)
order by municipality_code, id_lokal_id, registration_from desc, effect_from desc;
create index on {newest} (municipality_code, id_lokal_id);
analyze {newest};
