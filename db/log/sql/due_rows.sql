-- That a property has a flag or a case is confidential: each that is shown is a line of the log.
with found as materialized (
  select d.row_key, d.property_key, d.due_on from audit.due_here(%(until)s) d where d.subject = %(subject)s
  order by d.due_on, d.property_key, d.row_key limit %(most)s
), told as materialized (
  select audit.record_read('read', 'log', 'due', array_agg(f.row_key), array_agg(f.property_key), null) from found f
  having count(*) > 0
)
select f.property_key, f.due_on from found f, (select count(*) from told) as t order by f.due_on, f.property_key
