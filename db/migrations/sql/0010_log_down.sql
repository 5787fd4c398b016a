drop function audit.due_counts(date), audit.draw_sample(date);
drop policy of_the_log on staff.account;
drop policy of_the_log on staff.unit;
revoke select (id, municipality_code, name, display_name, role, unit_id) on staff.account from atlas_data_protection_officer;
revoke select (id, municipality_code, name) on staff.unit from atlas_data_protection_officer;
revoke select on work.dated_rule from atlas_data_protection_officer;
revoke usage on schema staff, work from atlas_data_protection_officer;
drop table audit.sample_line, audit.sample;
drop index audit.line_moment;
