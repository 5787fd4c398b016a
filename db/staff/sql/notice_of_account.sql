select n.id, n.kind, n.detail, n.at, n.read_at, about.display_name as about
from staff.notice n left join staff.account about on about.id = n.about_id
where n.account_id = %(account)s
order by n.at desc, n.id desc
limit %(most)s
