-- Puts back what filling went without; the foreign keys are checked for all rows at once.
do $$
declare restoration text;
begin
  for restoration in select a.restoration from work.demo_aside a order by a.step, a.restoration loop
    execute restoration;
  end loop;
end $$;

drop table work.demo_aside;
