select h.unit_id, u.name as unit,
  count(*) filter (where h.state = 'open') as open,
  count(*) filter (where h.state = 'open' and h.review_on < current_date) as overdue,
  count(*) filter (where h.closed_on >= current_date - 365) as closed_within_a_year
from cases.case_head h
join staff.unit u on u.municipality_code = h.municipality_code and u.id = h.unit_id
where h.municipality_code = %(municipality)s
group by h.unit_id, u.name
order by u.name collate "da-x-icu", h.unit_id
limit 1000
