insert into staff.api_token (account_id, name, token_hash, scopes, ends_at)
values (%(account)s, %(name)s, %(token_hash)s, %(scopes)s, clock_timestamp() + %(lifetime)s)
returning id, name, scopes, created_at, ends_at, used_on
