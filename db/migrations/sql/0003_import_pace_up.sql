-- Imports write the registry's current values faster.
-- The same answers as before. None is strict, for of a strict function with a case the server makes no part of the
-- statement: each value would be a call of its own. A pattern is matched only where nothing cheaper tells as much.
create or replace function base.whole(value text) returns integer
language sql immutable parallel safe
return case when value ~ '^\s*-?[0-9]{1,9}\s*$' then value::integer end;

create or replace function base.small(value text) returns smallint
language sql immutable parallel safe
return case when value ~ '^\s*-?[0-9]{1,4}\s*$' then value::smallint end;

create or replace function base.large(value text) returns bigint
language sql immutable parallel safe
return case when value ~ '^\s*-?[0-9]{1,18}\s*$' then value::bigint end;

create or replace function base.identifier(value text) returns uuid
language sql immutable parallel safe
return case when value like '________-____-____-____-____________' and value ~ '^[0-9a-fA-F-]+$'
                 and value not like '%-%-%-%-%-%' then value::uuid end;

create or replace function base.day(value text) returns date
language sql immutable parallel safe
return case when value ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}' and left(value, 4) <> '0000'
                 and substr(value, 6, 2)::integer between 1 and 12
                 and (substr(value, 9, 2)::integer between 1 and 28
                      or substr(value, 9, 2)::integer between 29 and extract(day from (
                           make_date(left(value, 4)::integer, substr(value, 6, 2)::integer, 1) + interval '1 month - 1 day')))
            -- Not by a cast: what depends on how dates are spelled is no part of a statement either.
            then make_date(left(value, 4)::integer, substr(value, 6, 2)::integer, substr(value, 9, 2)::integer) end;

create or replace function base.point(value text) returns public.geometry
language sql immutable parallel safe
return case when value ~* '^POINT ?\(-?[0-9]+(\.[0-9]+)? -?[0-9]+(\.[0-9]+)?\)$'
                 and ltrim(value, 'POINTpoint (0.)') <> ''  -- (0 0): the register's way to say "no position"
            then public.st_geomfromtext(value, 25832) end;

-- The same number as before: the bits of both are spread here, without a call for each, as for every row that is written.
create or replace function map.cell(geom public.geometry) returns bigint
language plpgsql immutable parallel safe strict as $$
declare
  point public.geometry := geom;
  x bigint;
  y bigint;
begin
  if public.geometrytype(geom) <> 'POINT' then point := public.st_pointonsurface(geom); end if;
  if public.st_srid(point) <> 3857 then point := public.st_transform(point, 3857); end if;
  x := floor((public.st_x(point) + 20037508.342789244) / 40075016.685578488 * 4194304);
  y := floor((20037508.342789244 - public.st_y(point)) / 40075016.685578488 * 4194304);
  if x is null or x not between 0 and 4194303 or y not between 0 and 4194303 then return null; end if;
  x := (x | (x << 16)) & 281470681808895;      -- 0x0000FFFF0000FFFF
  x := (x | (x << 8)) & 71777214294589695;     -- 0x00FF00FF00FF00FF
  x := (x | (x << 4)) & 1085102592571150095;   -- 0x0F0F0F0F0F0F0F0F
  x := (x | (x << 2)) & 3689348814741910323;   -- 0x3333333333333333
  x := (x | (x << 1)) & 6148914691236517205;   -- 0x5555555555555555
  y := (y | (y << 16)) & 281470681808895;
  y := (y | (y << 8)) & 71777214294589695;
  y := (y | (y << 4)) & 1085102592571150095;
  y := (y | (y << 2)) & 3689348814741910323;
  y := (y | (y << 1)) & 6148914691236517205;
  return x | (y << 1);
end $$;
