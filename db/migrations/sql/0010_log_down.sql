do $$
declare name text;
begin
  foreach name in array array['audit.line', 'audit.chain', 'audit.unsealed', 'staff.session', 'staff.attempt', 'staff.one_time_link'] loop
    execute format('alter table %s set (autovacuum_enabled = false)', name);
  end loop;
end $$;
drop function audit.due_counts(date), audit.draw_sample(date), audit.has_property(text);
revoke select (municipality_code, key) on work.property from atlas_purge;
revoke select (action, area) on audit.line from atlas_purge;
-- What is due on a day: rows of properties without an open case and without a hold. For the functions below alone.
create or replace function audit.due(as_of date) returns setof audit.due_row
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  with ended as (
    select h.municipality_code, h.property_key, max(h.closed_on) as closed_on, bool_or(h.state = 'open') as is_open
    from cases.case_head h group by 1, 2
  ), kept as (
    select 'case' as subject, h.municipality_code, h.id::text as row_key, h.property_key, h.closed_on as since
    from cases.case_head h where h.state = 'closed'
    union all
    select 'unit note', n.municipality_code, n.id::text, n.property_key, greatest(n.written_at::date, e.closed_on)
    from social.unit_note n left join ended e using (municipality_code, property_key) where not coalesce(e.is_open, false)
    union all
    select 'flag', f.municipality_code, f.key, f.property_key, coalesce(greatest(f.review_on, e.closed_on), run.started_at::date)
    from social.flag f left join ended e using (municipality_code, property_key) left join work.import_run run on run.id = f.run_id
    where not coalesce(e.is_open, false)
    union all
    select 'private entry', p.municipality_code, p.id::text, null, p.entered_at::date from private.entry p
    union all
    select 'audit line', l.municipality_code, l.id::text, l.property_key, l.at::date from audit.line l
    where l.municipality_code is not null and l.table_name is distinct from 'receipt' and exists (select from audit.chain c where c.line_id = l.id)
  )
  select k.subject, k.municipality_code, k.row_key, k.property_key,
         (k.since + make_interval(months => audit.retention_months(k.municipality_code, k.subject)))::date as due_on
  from kept k
  where k.since + make_interval(months => audit.retention_months(k.municipality_code, k.subject)) <= due.as_of
    and not exists (select from audit.legal_hold h where h.municipality_code = k.municipality_code
                    and h.property_key = k.property_key and h.lifted_at is null);
end;

-- What is due within a month, for one municipality's officer: of the adviser's log not even which entry.
create or replace function audit.due_here(as_of date) returns setof audit.due_row
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select d.subject, d.municipality_code, case when d.subject <> 'private entry' then d.row_key end, d.property_key, d.due_on
  from audit.due(least(due_here.as_of, current_date + 31)) d where d.municipality_code = context.municipality();
end;
drop function audit.due_of(date, text);
drop policy of_the_log on staff.account;
drop policy of_the_log on staff.unit;
revoke select (id, municipality_code, name, display_name, role, unit_id) on staff.account from atlas_data_protection_officer;
revoke select (id, municipality_code, name) on staff.unit from atlas_data_protection_officer;
revoke select on work.dated_rule from atlas_data_protection_officer;
revoke usage on schema staff, work from atlas_data_protection_officer;
drop table audit.sample_line, audit.sample;
drop index audit.line_moment;
