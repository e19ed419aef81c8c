insert into rate_limits (key, since, earlier, taken, expires_at) values ('ab', 1790000000000, 0, 3, now());
