//! Environment, receipt keys: what signs the receipts of erasures, and who says that it does.

use std::{fmt, sync::Arc};

use aws_lc_rs::signature::Ed25519KeyPair;

use super::reader::Reader;
use crate::base::digest;

const NAME: &str = "RECEIPT_SIGNING_KEY";
const ADVICE: &str = "32 random bytes as 64 hexadecimal digits: openssl rand -hex 32";
/// The deployment's address; a receipt is of the first that is known.
const OF_PRODUCTION: [&str; 2] = ["VERCEL_PROJECT_PRODUCTION_URL", "VERCEL_URL"];
/// A preview knows production's address, too, and says nothing in its name.
const OF_PREVIEW: [&str; 1] = ["VERCEL_URL"];
/// Of one that does not know its address: a laptop.
const NAMELESS: &str = "darasa";

/// `RECEIPT_SIGNING_KEY`: the first signs, the others are those of earlier receipts.
#[derive(Clone)]
pub struct ReceiptKeys {
    pub pairs: Arc<[Ed25519KeyPair]>,
    pub issuer: String,
}

impl fmt::Debug for ReceiptKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ReceiptKeys").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

impl ReceiptKeys {
    /// The outer None is a problem.
    pub(super) fn read(reader: &mut Reader) -> Option<Option<Self>> {
        let own = if reader.is_preview() { reader.first_of(OF_PREVIEW) } else { reader.first_of(OF_PRODUCTION) };
        let Some(seeds) = reader.optional(NAME) else { return Some(None) };
        let pairs: Option<Vec<_>> = seeds.split(',').map(|seed| pair(seed.trim())).collect();
        let Some(pairs) = pairs else {
            reader.problem(NAME, "is no key, nor a list of some", ADVICE);
            return None;
        };
        let issuer = own.map_or_else(|| NAMELESS.to_owned(), |(_, host)| format!("https://{host}"));
        Some(Some(Self { pairs: pairs.into(), issuer }))
    }
}

fn pair(seed: &str) -> Option<Ed25519KeyPair> {
    Ed25519KeyPair::from_seed_unchecked(&digest::from_hex::<32>(seed)?).ok()
}
