-- An analysis is repeated for free while file and job say the same. A job has more by now than what the model is told of
-- it, and its version counts changes of all of it.

alter table resume_analyses
    -- SHA-256 of name, title, level and description as the model was told them. Null: of a release that knew the version only.
    add column job_sha256 bytea;
