select r.id, r.at, r.as_of, r.counts, r.digest from audit.receipt r order by r.id desc limit %(most)s
