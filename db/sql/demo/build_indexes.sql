-- Builds again what filling went without.
do $$
declare definition text;
begin
  for definition in select i.definition from work.demo_index i loop
    execute definition;
  end loop;
end $$;

drop table work.demo_index;
