-- Colleagues by name, and how well each is guarded; an adviser's work goes to nobody, and nobody's to her.
select a.id, a.display_name, a.role, a.unit_id, u.name as unit, a.totp_confirmed_at is not null as has_second_factor
from staff.account a left join staff.unit u on u.id = a.unit_id
where a.municipality_code = context.municipality() and a.state = 'active' and a.role <> 'adviser'
order by a.display_name collate "da-x-icu", a.id
limit %(most)s
