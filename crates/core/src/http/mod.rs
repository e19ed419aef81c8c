//! Requests and replies as plain values; no host and no framework in sight.

pub mod fields;
pub mod form;
mod idempotency_key;
pub mod limits;
pub mod lists;
pub mod precondition;
pub mod problem;
pub mod reply;
pub mod request;

pub use fields::{Change, Fields, FromFields};
pub use form::{Form, FormLimits, Upload};
pub use http::{Method, StatusCode, header};
pub use lists::{Page, Paged};
pub use precondition::Expected;
pub use reply::{BodyStream, Reply, ReplyBody};
pub use request::{Hold, Request};
