select s.id, s.month, s.lines, s.drawn_at, s.finished_at, d.display_name as drawn_by, f.display_name as finished_by,
       count(l.place) as drawn, count(l.outcome) as looked_at, count(*) filter (where l.outcome = 'look into') as look_into
from audit.sample s
left join audit.sample_line l on l.sample_id = s.id
left join staff.account d on d.id = s.drawn_by
left join staff.account f on f.id = s.finished_by
group by s.id, d.display_name, f.display_name
order by s.month desc
limit %(most)s
