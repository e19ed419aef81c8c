-- How often somebody came lately, where no Redis counts that. Nobody is named: a key is a policy and a hash that only the
-- deployment can make. What costs money is counted elsewhere.

create table rate_limits (
    key        text        not null,
    -- Milliseconds since 1970: where the running interval began.
    since      bigint      not null,
    -- Taken in the interval before it, which only sliding windows look at.
    earlier    bigint      not null,
    taken      bigint      not null,
    -- When the row says no more than none would.
    expires_at timestamptz not null,
    constraint rate_limits_pkey primary key (key),
    constraint rate_limits_earlier_not_negative check (earlier >= 0),
    -- Whoever finds no room any more writes less than nothing, which undoes all that the visit took.
    constraint rate_limits_has_room check (taken >= 0)
) with (fillfactor = 70);

create index rate_limits_expired on rate_limits (expires_at);
