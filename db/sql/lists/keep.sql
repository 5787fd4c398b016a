-- A new list, unless its municipality has as many as anybody can keep an eye on.
insert into work.saved_list (municipality_code, name, layer, filter, parameters, columns, sort, created_by, changed_by)
select %(kept_for)s, %(name)s, %(layer)s, %(filter)s, %(parameters)s, %(columns)s, %(sort)s, %(actor)s, %(actor)s
where (select count(*) from work.saved_list where municipality_code = %(kept_for)s) < %(most)s
returning id, name, layer, filter, parameters, columns, sort, created_by, created_at, changed_by, changed_at
