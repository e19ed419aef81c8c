-- Every row was checked when it was written; said apart, so that nobody who writes answers waits.

alter table questions validate constraint questions_follows_fkey;
