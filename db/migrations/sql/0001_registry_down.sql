drop schema map cascade;
drop schema work cascade;
drop schema base cascade;
drop schema cases cascade;
drop schema social cascade;
drop schema private cascade;
drop schema audit cascade;
