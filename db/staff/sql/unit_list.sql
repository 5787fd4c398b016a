-- As administrator: the policy shows her own municipality.
select id, name, contact, closed_on from staff.unit order by name collate "da-x-icu", id
