-- How many jobs somebody has at this moment. A volatile function looks anew each time, also inside a statement that waited for a
-- lock, which otherwise sees what was there when it began: so a limit is exact in one statement, under the owner's locked row.

create function job_infos_of(owner text) returns bigint
    language sql
    volatile
    as 'select count(*) from job_infos where user_id = owner';
