//! Environment, host: whether AWS Lambda starts this process, and who may call it there.

use secrecy::SecretString;

use super::{Problems, reader::Reader};

const ORIGIN_SECRET: &str = "LAMBDA_ORIGIN_SECRET";
const ORIGIN_SECRET_ADVICE: &str = "random text of at least 32 letters, the same in CloudFront: openssl rand -hex 32";
const LEAST_SECRET: usize = 32;

/// A process that AWS Lambda starts.
#[derive(Debug, Clone)]
pub struct LambdaHost {
    /// `AWS_LAMBDA_RUNTIME_API`: where events are fetched, a host and a port.
    pub runtime_api: String,
    /// `LAMBDA_ORIGIN_SECRET`: what only our own front, such as CloudFront, knows. None: everybody may call directly.
    pub origin_secret: Result<Option<SecretString>, Problems>,
}

/// None on Vercel, whose functions are Lambda's too, but hear from Vercel what to do.
pub fn lambda_host() -> Option<LambdaHost> {
    LambdaHost::read(Reader::from_process())
}

/// Whether Vercel starts this process.
pub(super) fn is_vercel(reader: &mut Reader) -> bool {
    ["VERCEL", "VERCEL_IPC_PATH"].map(|name| reader.optional(name)).iter().any(Option::is_some)
}

impl LambdaHost {
    pub(super) fn read(mut reader: Reader) -> Option<Self> {
        let [runtime_api, secret] = Self::variables(&mut reader);
        let is_vercel = is_vercel(&mut reader);
        let runtime_api = runtime_api.filter(|_| !is_vercel)?;
        if secret.as_ref().is_some_and(|secret| secret.len() < LEAST_SECRET) {
            reader.problem(ORIGIN_SECRET, "is too short to be a secret", ORIGIN_SECRET_ADVICE);
        }
        Some(Self { runtime_api, origin_secret: reader.finish(Some(secret.map(SecretString::from))) })
    }

    pub(super) fn variables(reader: &mut Reader) -> [Option<String>; 2] {
        ["AWS_LAMBDA_RUNTIME_API", ORIGIN_SECRET].map(|name| reader.optional(name))
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn host(pairs: &[(&str, &str)]) -> Option<LambdaHost> {
        let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        LambdaHost::read(Reader::from_pairs(pairs))
    }

    #[test]
    fn lambda_is_the_host_where_its_api_is_named_and_vercel_says_nothing() {
        const API: (&str, &str) = ("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001");
        assert_eq!(host(&[API]).unwrap().runtime_api, "127.0.0.1:9001");
        assert_eq!(host(&[API, ("VERCEL_ENV", "production")]).unwrap().runtime_api, "127.0.0.1:9001");
        for elsewhere in [&[][..], &[("AWS_LAMBDA_RUNTIME_API", "")], &[API, ("VERCEL", "1")]] {
            assert!(host(elsewhere).is_none(), "{elsewhere:?}");
        }
        assert!(host(&[API, ("VERCEL_IPC_PATH", "/tmp/socket")]).is_none());
    }

    #[test]
    fn a_secret_that_could_be_guessed_is_refused_and_not_shown() {
        let secret = |length| {
            let secret = "x".repeat(length);
            host(&[("AWS_LAMBDA_RUNTIME_API", "api"), (ORIGIN_SECRET, &secret)]).unwrap().origin_secret
        };
        for length in [1, LEAST_SECRET - 1] {
            let problems = secret(length).unwrap_err().to_string();
            assert!(problems.contains(ORIGIN_SECRET) && problems.contains("openssl"), "{problems}");
            assert!(!problems.contains("xxx"), "{problems}");
        }
        for length in [LEAST_SECRET, LEAST_SECRET + 1] {
            assert_eq!(secret(length).unwrap().unwrap().expose_secret().len(), length);
        }
        assert!(secret(0).unwrap().is_none());
    }
}
