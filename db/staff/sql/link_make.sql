-- Nothing where the account is closed, of the identity provider, or of another municipality than whoever asks.
insert into staff.one_time_link (token_hash, purpose, account_id, made_by, ends_at)
select %(token_hash)s, case when a.state = 'invited' then 'invitation' else 'reset' end, a.id, %(made_by)s,
  clock_timestamp() + %(lifetime)s
from staff.account a
where a.id = %(account)s and a.state <> 'closed' and a.issuer is null and a.municipality_code = context.municipality()
returning purpose, ends_at
