//! Call of the emulated Arcjet, as tests look at it.

use http::Version;
use serde_json::{Value, json};

use super::wire::{Encoding, Rpc};
use crate::emulators::journal::Received;

/// A call to one of the two procedures, taken or refused.
#[derive(Clone, Debug)]
pub struct Call {
    pub rpc: Rpc,
    pub encoding: Encoding,
    pub version: Version,
    /// The request as JSON, whichever way it was written; null when it cannot be read.
    pub body: Value,
}

impl Call {
    pub(crate) fn of(received: &Received) -> Option<Self> {
        let (rpc, encoding) = kind(received)?;
        let body = encoding.read_request(rpc, &received.bytes).unwrap_or_default();
        Some(Self { rpc, encoding, version: received.version, body })
    }

    fn json(&self) -> Value {
        let Self { rpc, encoding, version, body } = self;
        json!({
            "rpc": format!("{rpc:?}"),
            "encoding": format!("{encoding:?}"),
            "version": format!("{version:?}"),
            "body": body,
        })
    }
}

/// Those of the calls that came after the first so many, and how many there are in all.
pub(crate) fn since(received: &[Received], after: usize) -> Value {
    let calls: Vec<_> = received.iter().filter(|received| kind(received).is_some()).collect();
    let newer = calls.iter().skip(after).filter_map(|received| Call::of(received)).map(|call| call.json());
    json!({"calls": newer.collect::<Vec<_>>(), "count": calls.len()})
}

fn kind(received: &Received) -> Option<(Rpc, Encoding)> {
    Some((Rpc::of(&received.path)?, Encoding::of(received.header("content-type")?)?))
}
