-- A copy is of a day on which people were signed in: what opened an account then opens none now. As the owner, whom the
-- policies of single rows hold too.
truncate staff.session, staff.one_time_link, staff.api_token, staff.request, staff.attempt
