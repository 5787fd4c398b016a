-- A foreign registry keeps its zone once it has one; 25832 stands for "no position seen yet".
insert into work.registry (municipality_code, name, is_danish, local_srid)
values (%(code)s, %(name)s, false, %(srid)s)
on conflict (municipality_code) do update set local_srid = excluded.local_srid
where registry.local_srid = 25832 and excluded.local_srid <> 25832 and not registry.is_danish;
