drop index staff.account_identity;
drop table staff.used_state;
