-- How many candidates the screened registries have.
select count(*) from work.property
where is_standing and {candidate} and (%(registries)s::text[] is null or municipality_code = any(%(registries)s))
