-- Every row was checked when it was written; said apart, so that nobody who uses something waits.

alter table usage_counters validate constraint usage_counters_kind_known;
alter table usage validate constraint usage_kind_known;
