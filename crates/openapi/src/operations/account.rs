//! Account: the caller, their plan and what they used of it; their data, taken along or erased.

use darasa_core::{
    domain::{
        accounts::users::Me,
        own_data::{
            erasure::{Accepted, Confirmation},
            erasure_receipt::{KeySet, Receipt},
        },
    },
    http::{Method, StatusCode},
};
use serde_json::json;

use crate::operation::{Access, Operation, OperationReply};

const ME: &str = "/api/users/me";

pub fn operations() -> Vec<Operation> {
    vec![me(), export(), erase(), receipt(), keys()]
}

fn me() -> Operation {
    Operation::get(ME, "getMe", "Read the caller")
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
        .problems(&["read-only"])
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

fn keys() -> Operation {
    Operation::get("/.well-known/darasa-receipts.json", "getReceiptKeys", "Read the keys of receipts")
        .about("A JSON Web Key Set (Ed25519). Keys of earlier receipts stay in it.")
        .access(Access::Public)
        .reply(OperationReply::json::<KeySet>(StatusCode::OK, "The keys.").headers(&["CacheControl"]))
}
