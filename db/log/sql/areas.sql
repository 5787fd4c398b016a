-- Those of the newest lines: which there are in all of them is in no index.
select distinct n.area from (select l.area from audit.line l order by l.at desc, l.id desc limit 10000) as n order by 1
