delete from staff.one_time_link
where account_id = %(account)s and used_at is null and token_hash <> %(kept)s
