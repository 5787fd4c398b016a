insert into staff.used_state (state_hash) values (%(state_hash)s) on conflict do nothing
