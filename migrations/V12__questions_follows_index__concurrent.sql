-- Who deletes an answer looks for the questions that follow it.
create index concurrently questions_follows on questions (follows) where follows is not null;
