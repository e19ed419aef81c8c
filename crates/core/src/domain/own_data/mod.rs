//! Own data: what a person may take with them, and its erasure with a receipt.

pub mod erasure;
pub mod erasure_receipt;
pub mod export;
