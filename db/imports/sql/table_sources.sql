-- The oldest extract first; sources without a date count as the newest, in the order they were given.
select source_no from {staging} group by source_no order by min(extract_date) nulls last, source_no;
