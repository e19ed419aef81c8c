//! SQL fragments that the statements of interviews share.

/// Minutes after its end in which an interview's utterances are still taken; then it is finished whatever its row says.
macro_rules! window_minutes {
    () => {
        10
    };
}
pub(super) use window_minutes;

/// Whether the time of a spoken interview `i` and its window are over; null where it has no end.
macro_rules! window_is_over {
    () => {
        concat!("i.ends_at + interval '", window_minutes!(), " minutes' < now()")
    };
}
pub(super) use window_is_over;

/// Whether an interview `i` was ended so long ago that what its browser had left to send has come.
macro_rules! grace_is_over {
    () => {
        "i.finished_at + interval '60 seconds' < now()"
    };
}
pub(super) use grace_is_over;

/// Whether an interview `i` is over and has all its words: after an end that named the last of them, when they have
/// come or a minute has passed.
macro_rules! is_complete {
    () => {
        concat!(
            "(",
            window_is_over!(),
            " is true or i.state = 'finished' and (
                i.last_seq is null or i.utterance_count > i.last_seq or ",
            grace_is_over!(),
            "
            ))"
        )
    };
}
pub(super) use is_complete;

/// The columns of an interview `i` as people see it. A spoken one whose time and window are over is finished, whether
/// its browser lived to say so or not.
macro_rules! interview_columns {
    () => {
        concat!(
            "i.id, i.job_info_id, i.kind, i.duration, i.hume_chat_id, i.feedback,
        i.started_at, i.created_at, i.updated_at,
        case when ",
            window_is_over!(),
            " then 'finished' else i.state end as state,
        case when ",
            window_is_over!(),
            " then coalesce(i.finished_at, i.ends_at) else i.finished_at end
            as finished_at"
        )
    };
}
pub(super) use interview_columns;

/// The owner `u`, and their interview `i` with id `$2` and its job `j` where it is theirs.
macro_rules! owned_interview {
    () => {
        "users u left join (interviews i join job_infos j on j.id = i.job_info_id) on j.user_id = u.id and i.id = $2"
    };
}
pub(super) use owned_interview;
