drop policy ends_own_municipality on staff.deputy;
drop policy names_others on staff.deputy;
revoke insert (municipality_code, account_id, deputy_id, begins, ends, given_by), update (ends, ended_at) on staff.deputy
  from atlas_sign_in;
drop policy only_read on staff.notice;
drop policy only_ended on staff.api_token;
drop policy only_ended on staff.session;
revoke delete on staff.session, staff.api_token, staff.notice from atlas_sign_in;
alter table staff.notice drop constraint notice_kind_check;
delete from staff.notice where kind not in ('locked', 'reset', 'second factor removed', 'emergency access', 'deputy');
alter table staff.notice add constraint notice_kind_check
  check (kind in ('locked', 'reset', 'second factor removed', 'emergency access', 'deputy'));
alter table staff.attempt drop column owner;
drop policy second_person on staff.one_time_link;
drop trigger lone_removal_refused on staff.account;
drop function staff.refuse_lone_removal();
drop trigger lone_role_refused on staff.account;
drop function staff.refuse_lone_role();
drop function staff.needs_second_person(bigint);
drop function staff.has_second_person(bigint, text);
drop function staff.may_be_hers(text, bigint, bigint);
drop function staff.has_other_administrator(bigint);
drop trigger voucher_kept on staff.one_time_link;
drop function staff.keep_voucher();
alter table staff.account drop column vouched_by;
drop function staff.opens_room(text);
drop table staff.request;
