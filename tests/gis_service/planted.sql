-- A row in each room, in the words that are given, by somebody of the municipality.
with author as (select id, municipality_code, unit_id from staff.account where id = %(account)s),
opened as (
  insert into cases.case_head (municipality_code, number, property_key, unit_id, opened_by)
  select municipality_code, %(number)s, 'bfe:1', unit_id, id from author
), noted as (
  insert into social.unit_note (municipality_code, property_key, unit_id, body, written_by)
  select municipality_code, 'bfe:1', unit_id, %(note)s, id from author
), flagged as (
  insert into social.flag (municipality_code, key, property_key, flag_type, unit, run_id)
  select municipality_code, 'first', 'bfe:1', 'other', %(unit)s, 1 from author
)
insert into private.entry (municipality_code, account_id, body)
select municipality_code, id, %(entry)s from author
