update cases.case_head h
set state = %(state)s, review_on = %(review_on)s,
  closed_on = case when %(state)s = 'closed' then coalesce(h.closed_on, current_date) end
where h.municipality_code = %(municipality)s and h.id = %(case)s and (%(every_unit)s or h.unit_id = %(unit)s::bigint)
