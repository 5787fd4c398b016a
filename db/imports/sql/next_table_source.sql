select coalesce(max(source_no), 0) + 1 from {staging};
