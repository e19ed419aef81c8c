//! Account: the caller, their plan and what they used of it, their settings and how they do; their data, taken along or
//! erased.

use darasa_core::{
    domain::{
        accounts::{
            api_keys::{KeyRequest, NewApiKey, StoredKeys},
            users::{Me, SettingsChanges},
        },
        own_data::{
            erasure::{Accepted, Confirmation},
            erasure_receipt::{KeySet, Receipt},
        },
        practice::progress::Progress,
        questions::calendar::CalendarLink,
    },
    http::KeyScope,
};
use http::{Method, StatusCode};
use serde_json::json;

use crate::operation::{Access, Operation, OperationReply};

const ME: &str = "/api/users/me";
const API_KEYS: &str = "/api/users/me/keys";

pub fn operations() -> Vec<Operation> {
    vec![
        get(),
        update(),
        export(),
        erase(),
        receipt(),
        receipt_keys(),
        progress(),
        create_calendar(),
        delete_calendar(),
        api_keys(),
        create_api_key(),
        delete_api_key(),
    ]
}

fn get() -> Operation {
    Operation::get(ME, "getMe", "Read the caller")
        .for_keys(&[KeyScope::Read])
        .about("With the plan and what was used of it. A feature without a limit has neither limit nor remainder.")
        .cached::<Me>("The caller.")
}

fn export() -> Operation {
    Operation::get("/api/users/me/export", "exportMyData", "Take all of one's data along")
        .about(
            "Streams a ZIP file: `data/*.json` with every row, `answers.csv`, `index.html` to read, `manifest.json` with the SHA-256 of each. \
             A file that breaks off is not whole. Two in 24 hours.",
        )
        .reply(
            OperationReply::empty(StatusCode::OK, "The archive.")
                .content("application/zip", |_| json!({ "type": "string", "format": "binary" }))
                .headers(&["CacheControl", "ContentDisposition"]),
        )
        .problems(&["read-only", "foreign-origin"])
}

fn erase() -> Operation {
    Operation::new(Method::DELETE, ME, "eraseMe", "Erase the caller with all of their data")
        .about(
            "Needs a sign-in of the last ten minutes: otherwise 403 `reverification-needed`, of which Clerk's `useReverification()` takes care. With \
             the reply everything is gone from the database, and no token is good any more; the account at Clerk and what caches hold follow. \
             Nobody can undo it. The URL of the receipt is told once.",
        )
        .body::<Confirmation>("ErasureConfirmation", &[("confirm", "The caller's own user id, as `GET /api/users/me` has it.")])
        .reply(OperationReply::json::<Accepted>(StatusCode::ACCEPTED, "They are erased.").headers(&["CacheControl"]))
        .problems(&["reverification-needed"])
}

fn receipt() -> Operation {
    Operation::get("/api/receipts/{token}", "getErasureReceipt", "Read the receipt of an erasure")
        .about(
            "For whoever has its token, for 90 days after the end of the erasure. The receipt is a JSON Web Signature of type \
             `erasure-receipt+jwt` that says what was deleted where and what is kept; it can be checked without this API, by a key of \
             `/.well-known/darasa-receipts.json`. 30 requests a minute for an address.",
        )
        .access(Access::Public)
        .parameters(&["ReceiptToken"])
        .reply(
            OperationReply::json::<Receipt>(StatusCode::OK, "How the erasure stands.")
                .headers(&["CacheControl", "RateLimit", "RateLimitPolicy"]),
        )
        .problems(&["not-found", "RATE_LIMIT", "not-admitted", "unavailable"])
}

fn receipt_keys() -> Operation {
    Operation::get("/.well-known/darasa-receipts.json", "getReceiptKeys", "Read the keys of receipts")
        .about("A JSON Web Key Set (Ed25519). Keys of earlier receipts stay in it.")
        .access(Access::Public)
        .reply(OperationReply::json::<KeySet>(StatusCode::OK, "The keys.").headers(&["CacheControl"]))
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

fn api_keys() -> Operation {
    Operation::get(API_KEYS, "listApiKeys", "List the caller's API keys")
        .about("Newest first, ten at the most. None of them is shown again.")
        .cached::<StoredKeys>("All keys that were not deleted. One that expired stays for thirty days.")
}

fn create_api_key() -> Operation {
    Operation::post(API_KEYS, "createApiKey", "Make an API key")
        .about(
            "For a program of the person's own, which sends it as `Authorization: Bearer darasa_…`. A key has no plan of its own: it has the one \
             that a session of the person's had within the last week. It makes no key itself, and opens nothing but what its scopes say.",
        )
        .body::<KeyRequest>(
            "NewApiKeyRequest",
            &[
                ("name", "What its owner calls it."),
                ("scopes", "`read` reads, `practice` changes and generates practice; neither includes the other."),
                ("expiresInDays", "How long it is good for; `null` or left out: until it is deleted."),
            ],
        )
        .reply(OperationReply::json::<NewApiKey>(StatusCode::CREATED, "The key, this once.").headers(&["CacheControl"]))
        .problems(&["too-many-keys"])
}

fn delete_api_key() -> Operation {
    Operation::new(Method::DELETE, "/api/users/me/keys/{keyId}", "deleteApiKey", "Delete an API key")
        .about("From then on it opens nothing.")
        .parameters(&["KeyId"])
        .reply(OperationReply::empty(StatusCode::NO_CONTENT, "It is gone."))
        .problems(&["not-found"])
}

fn progress() -> Operation {
    Operation::get("/api/users/me/progress", "getProgress", "Read how the caller does")
        .for_keys(&[KeyScope::Read])
        .about(
            "Means, topics, days and streaks of all answers, or of those to one job's questions. Means are of ratings that are fresh, \
             that is without a review of the same question in the twenty hours before, and that are not left out. Ranges hold the true \
             mean nine times of ten; there is no rank among people.",
        )
        .parameters(&["OfOneJob", "Days"])
        .cached::<Progress>("How the caller does.")
        .problems(&["invalid", "not-found"])
}
