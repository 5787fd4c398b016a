-- The state of an import that a municipality may know of: its own, and the command line's where it has the registry alone.
select r.state from work.import_run r
where r.id = %(run)s
  and (%(municipality)s::text is null or r.municipality_code = %(municipality)s
       or (r.municipality_code is null
           and not exists (select from work.registry other where other.municipality_code <> %(municipality)s)));
