select code, title_da, title_en from map.code_title
where list = 'social_flag_type' and valid_from <= current_date and (valid_to is null or valid_to >= current_date);
