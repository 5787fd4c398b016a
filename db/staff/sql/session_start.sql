insert into staff.session (token_hash, account_id, ends_at, second_factor_at, device)
values (%(token_hash)s, %(account)s, clock_timestamp() + %(lifetime)s,
  case when %(is_proved_twice)s then clock_timestamp() end, %(device)s)
