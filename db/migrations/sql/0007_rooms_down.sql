drop table cases.case_head cascade;
drop function cases.is_involved(text, uuid, bigint);
drop table cases.involvement, social.unit_note, private.entry;
drop policy own_unit on social.flag;
drop policy own_municipality on social.flag;
revoke all on social.flag from atlas_social_worker, atlas_coordinator;
revoke usage on schema cases, social, private from atlas_social_worker, atlas_coordinator, atlas_inspector, atlas_leader, atlas_adviser;
revoke usage on schema cases from atlas_aggregator;
