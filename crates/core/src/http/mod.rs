//! HTTP requests and replies as plain values, without a host or a framework.

mod after_reply;
mod file_name;
mod idempotency_key;
mod key_scope;
pub mod multipart;
pub mod pagination;
pub mod precondition;
pub mod problem;
mod query;
pub mod rate_limit_headers;
pub mod reply;
pub mod request;
pub mod routing;
pub mod validation;

pub use http::{Method, StatusCode, header};
pub use key_scope::{KeyScope, KeyScopes};
pub use multipart::{Form, FormLimits, Upload};
pub use pagination::{Page, Paged};
pub use precondition::Expected;
pub use query::{Query, whole_number};
pub use reply::{BodyStream, Reply, ReplyBody};
pub use request::{Request, WaitUntil};
pub use routing::Routes;
pub use validation::{Change, Fields, FromFields, TextForm};
