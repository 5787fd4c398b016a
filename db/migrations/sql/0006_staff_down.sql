drop schema staff cascade;
drop schema context cascade;
