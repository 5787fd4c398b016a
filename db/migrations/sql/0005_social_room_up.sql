-- A property that lay in no place when it was first flagged is counted in none: whoever gives houses their positions one
-- by one, or draws the first places around them, would else see by the bands which of them is flagged.
alter table social.located alter column place_municipality_code drop not null, alter column place_key drop not null;

create or replace function work.refresh_social_bands() returns void
language sql security definer set search_path = pg_catalog
begin atomic
  delete from social.located l
  where not exists (select from social.flag f where f.municipality_code = l.municipality_code and f.property_key = l.property_key);

  insert into social.located (municipality_code, property_key, place_municipality_code, place_key)
  select distinct f.municipality_code, f.property_key, place.municipality_code, place.place_key
  from social.flag f
  left join work.property p on p.municipality_code = f.municipality_code and p.key = f.property_key
  left join work.place place on place.id = p.place_id
  on conflict do nothing;

  with counted as (
    select place.id as place_id, count(distinct (f.municipality_code, f.property_key)) as properties
    from social.flag f
    join social.located l on l.municipality_code = f.municipality_code and l.property_key = f.property_key
    join work.place place on place.municipality_code = l.place_municipality_code and place.place_key = l.place_key
    -- Flags are committed before their run is: of a run that did not come through none counts.
    where not exists (select from work.import_run r where r.id = f.run_id and r.state <> 'committed')
    group by place.id
  ), rule as (
    -- Of several rows for a band the newest counts. One that cannot be read gives no band and stops no import.
    select distinct on (r.key) r.key, case when r.value ~ '^\d{1,6}$' then r.value::integer end as least
    from work.dated_rule r
    where r.topic = 'social_band' and r.valid_from <= current_date and (r.valid_to is null or r.valid_to >= current_date)
    order by r.key, r.valid_from desc
  ), banded as (
    select c.place_id, b.key as band
    from counted c cross join lateral (
      select r.key from rule r where r.least between 5 and c.properties order by r.least desc, r.key limit 1
    ) as b
  ), gone as (
    delete from work.social_band s where not exists (select from banded b where b.place_id = s.place_id)
  )
  insert into work.social_band (place_id, band)
  select b.place_id, b.band from banded b left join work.social_band s on s.place_id = b.place_id
  where s.band is distinct from b.band
  on conflict (place_id) do update set band = excluded.band;
end;

-- Those that are flagged already and lie in no place.
select work.refresh_social_bands();

-- Whoever may make temporary things could else put a type of her own before the server's in what runs as the owner.
do $$
declare definer regprocedure;
begin
  for definer in
    select p.oid::regprocedure from pg_proc p
    where p.prosecdef and p.pronamespace in (select oid from pg_namespace where nspname in ('base', 'work', 'map', 'social'))
  loop
    execute format('alter function %s set search_path = pg_catalog, pg_temp', definer);
  end loop;
end $$;
