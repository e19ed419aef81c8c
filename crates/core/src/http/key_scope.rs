//! API key scope: what a key lets a program do, and what a route asks of a key.

use super::Request;
use crate::base::{error::Result, newtype::text_enum};

text_enum! {
    /// What a key is for. Neither includes the other; a key may have both.
    pub enum KeyScope {
        /// Reading what is the person's own.
        Read = "read",
        /// What changes or generates practice, and spends of the plan.
        Practice = "practice",
    }
}

/// What a handler's routes ask of keys.
pub trait KeyScopes: Sync {
    /// A key needs one of these. None: no key opens this route.
    fn scopes_for(&self, request: &Request) -> Result<&'static [KeyScope]>;
}
