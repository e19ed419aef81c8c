//! Account: the caller, their plan and what they used of it, their settings and how they do.

use darasa_core::domain::{
    accounts::users::{Me, SettingsChanges},
    practice::progress::Progress,
    questions::calendar::CalendarLink,
};
use http::{Method, StatusCode};

use crate::operation::{Operation, OperationReply};

pub fn operations() -> Vec<Operation> {
    vec![get(), update(), progress(), create_calendar(), delete_calendar()]
}

fn get() -> Operation {
    Operation::get("/api/users/me", "getMe", "Read the caller")
        .about("With the plan and what was used of it. A feature without a limit has neither limit nor remainder.")
        .cached::<Me>("The caller.")
}

fn update() -> Operation {
    Operation::new(Method::PATCH, "/api/users/me", "updateMe", "Change the caller's settings")
        .about(
            "What is left out stays as it is. Name, e-mail and picture are Clerk's. A changed time zone moves no day on which a question \
             is due already.",
        )
        .body::<SettingsChanges>(
            "SettingsChanges",
            &[
                ("timeZone", "A name of the IANA database, such as `Europe/Berlin`."),
                ("dayStartsAt", "The hour in which a day begins; what is done at night belongs to the day before."),
                ("retention", "How likely an answer is to be remembered on the day on which its question comes again."),
                ("dailyMinutes", "How much time there is for practice on a day."),
            ],
        )
        .reply(
            OperationReply::json::<Me>(StatusCode::OK, "The caller as they are now.").headers(&["ETag", "CacheControl"]),
        )
}

fn create_calendar() -> Operation {
    Operation::post("/api/users/me/calendar", "createCalendar", "Make the address of a calendar feed")
        .about(
            "For a calendar that subscribes to it: the days of all plans, as counts, without a word of a job or a question. Whoever has \
             the address reads the feed; it is shown this once, and replaces the one before.",
        )
        .reply(
            OperationReply::json::<CalendarLink>(StatusCode::CREATED, "The address.").headers(&["CacheControl"]),
        )
}

fn delete_calendar() -> Operation {
    Operation::new(Method::DELETE, "/api/users/me/calendar", "deleteCalendar", "End the calendar feed")
        .about("Also where there is none.")
        .reply(OperationReply::empty(StatusCode::NO_CONTENT, "Its address leads nowhere any more."))
}

fn progress() -> Operation {
    Operation::get("/api/users/me/progress", "getProgress", "Read how the caller does")
        .about(
            "Means, topics, days and streaks of all answers, or of those to one job's questions. Means are of ratings that are fresh, \
             that is without a review of the same question in the twenty hours before, and that are not left out. Ranges hold the true \
             mean nine times of ten; there is no rank among people.",
        )
        .parameters(&["OfOneJob", "Days"])
        .cached::<Progress>("How the caller does.")
        .problems(&["invalid", "not-found"])
}
