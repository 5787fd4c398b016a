-- What keys said before is known to nobody any more.
drop function social.flag_keys(text[], text[]);
comment on column social.flag.key is null;

revoke usage on schema staff from atlas_coordinator, atlas_social_worker, atlas_inspector, atlas_leader;
revoke select (id, municipality_code, name, closed_on) on staff.unit
  from atlas_coordinator, atlas_social_worker, atlas_inspector, atlas_leader;
drop policy named on staff.unit;

revoke select (id, municipality_code, display_name) on staff.account from atlas_leader;
revoke update (reviewed_by, reviewed_at) on staff.emergency_access from atlas_leader;
revoke select (id, municipality_code, account_id, reason, begins_at, ends_at, reviewed_by, reviewed_at)
  on staff.emergency_access from atlas_leader;
drop policy named on staff.account;
drop policy reviewing on staff.emergency_access;
drop policy own_municipality on staff.emergency_access;
drop policy opening on staff.emergency_access;
revoke insert (municipality_code, account_id, property_key, reason, ends_at) on staff.emergency_access from atlas_sign_in;
grant insert, update (reviewed_by, reviewed_at) on staff.emergency_access to atlas_sign_in;

drop policy never_an_adviser on staff.deputy;
drop function staff.deputy_today(bigint);
