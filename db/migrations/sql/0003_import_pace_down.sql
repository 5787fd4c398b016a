-- The way back.
create or replace function base.whole(value text) returns integer
language sql immutable parallel safe strict
return case when value ~ '^\s*-?[0-9]{1,9}\s*$' then value::integer end;

create or replace function base.small(value text) returns smallint
language sql immutable parallel safe strict
return case when value ~ '^\s*-?[0-9]{1,4}\s*$' then value::smallint end;

create or replace function base.large(value text) returns bigint
language sql immutable parallel safe strict
return case when value ~ '^\s*-?[0-9]{1,18}\s*$' then value::bigint end;

create or replace function base.identifier(value text) returns uuid
language sql immutable parallel safe strict
return case when value ~* '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$' then value::uuid end;

create or replace function base.day(value text) returns date
language sql immutable parallel safe strict
return case when value ~ '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])' and left(value, 4) <> '0000'
                 and substr(value, 9, 2)::integer <= extract(day from (
                   make_date(left(value, 4)::integer, substr(value, 6, 2)::integer, 1) + interval '1 month - 1 day'))
            then left(value, 10)::date end;

create or replace function base.point(value text) returns public.geometry
language sql immutable parallel safe strict
return case when value ~* '^POINT ?\(-?[0-9]+(\.[0-9]+)? -?[0-9]+(\.[0-9]+)?\)$'
                 and value !~* '^POINT ?\(0+(\.0+)? 0+(\.0+)?\)$'  -- the register's way to say "no position"
            then public.st_geomfromtext(value, 25832) end;

create or replace function map.cell(geom public.geometry) returns bigint
language plpgsql immutable parallel safe strict as $$
declare
  point public.geometry;
  x bigint;
  y bigint;
begin
  if public.st_isempty(geom) then return null; end if;
  point := geom;
  if public.geometrytype(geom) <> 'POINT' then point := public.st_pointonsurface(geom); end if;
  if public.st_srid(point) <> 3857 then point := public.st_transform(point, 3857); end if;
  x := floor((public.st_x(point) + 20037508.342789244) / 40075016.685578488 * 4194304);
  y := floor((20037508.342789244 - public.st_y(point)) / 40075016.685578488 * 4194304);
  if x not between 0 and 4194303 or y not between 0 and 4194303 then return null; end if;
  return map.spread_bits(x) | (map.spread_bits(y) << 1);
end $$;
