//! Environment, Hume: where interviews were held once; all of its settings or none.

use secrecy::SecretString;

use super::reader::Reader;

const ADVICE: &str = "Hume portal, API keys and configurations; all three or none";

/// Where interviews were held once; their transcripts are still read there.
#[derive(Debug, Clone)]
pub struct Hume {
    /// `HUME_API_KEY`
    pub api_key: SecretString,
    /// `HUME_SECRET_KEY`
    pub secret_key: SecretString,
    /// `NEXT_PUBLIC_HUME_CONFIG_ID`
    pub config_id: String,
    /// `HUME_BASE_URL`
    pub base_url: String,
}

impl Hume {
    /// All three or none of them; the outer None is a problem.
    pub(super) fn read(reader: &mut Reader) -> Option<Option<Self>> {
        let production = reader.production();
        let base_url = reader.base_url("HUME_BASE_URL", "https://api.hume.ai", production);
        let names = ["HUME_API_KEY", "HUME_SECRET_KEY", "NEXT_PUBLIC_HUME_CONFIG_ID"];
        match names.map(|name| reader.optional(name)) {
            [None, None, None] => Some(None),
            [Some(api_key), Some(secret_key), Some(config_id)] => {
                let (api_key, secret_key) = (api_key.into(), secret_key.into());
                Some(Some(Self { api_key, secret_key, config_id, base_url: base_url? }))
            }
            values => {
                for (name, _) in names.into_iter().zip(values).filter(|(_, value)| value.is_none()) {
                    reader.problem(name, "is missing, while other settings of Hume are there", ADVICE);
                }
                None
            }
        }
    }
}
