-- The day that the results of the screened registries hold for.
insert into work.screened_registry as known (municipality_code, as_of)
select municipality_code, %(as_of)s from work.registry
where %(registries)s::text[] is null or municipality_code = any(%(registries)s)
on conflict (municipality_code) do update set as_of = excluded.as_of where known.as_of <> excluded.as_of
