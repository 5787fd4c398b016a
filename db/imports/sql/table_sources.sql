-- The oldest extract first; those without a date come last, in the order they were given, and never replace a dated row.
select source_no from {staging} group by source_no order by min(extract_date) nulls last, source_no;
