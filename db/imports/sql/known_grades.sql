select scale, grade, valid_from, valid_to, title_da, title_en from work.grade order by scale, valid_from, rank nulls last, grade;
