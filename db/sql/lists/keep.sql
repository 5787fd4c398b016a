-- A new list, unless there are as many as anybody can keep an eye on.
insert into work.saved_list (name, layer, filter, parameters, columns, sort, created_by, changed_by)
select %(name)s, %(layer)s, %(filter)s, %(parameters)s, %(columns)s, %(sort)s, %(actor)s, %(actor)s
where (select count(*) from work.saved_list) < %(most)s
returning id, name, layer, filter, parameters, columns, sort, created_by, created_at, changed_by, changed_at
