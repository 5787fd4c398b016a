insert into private.entry (municipality_code, account_id, body) values (%(municipality)s, %(account)s, %(body)s) returning id
