//! Sandbox: the child process that a Word file or a PDF is read in, and its parent.

mod child;
mod parent;

pub use child::{child, is_child};
pub use parent::DocumentReader;
