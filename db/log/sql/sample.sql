select s.id, s.month, s.lines, s.seed, s.drawn_at, s.finished_at, d.display_name as drawn_by, f.display_name as finished_by
from audit.sample s
left join staff.account d on d.id = s.drawn_by
left join staff.account f on f.id = s.finished_by
where s.id = %(sample)s
