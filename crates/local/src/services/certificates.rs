//! Certificate authority, private, for a Postgres that is encrypted as a real one is.

#[cfg(feature = "testing")]
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, Error, IsCa, KeyPair};

#[cfg(feature = "testing")]
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

/// What a server shows, and the key that proves it is the server's. Both PEM.
#[derive(Clone)]
pub struct Certificate {
    pub certificate: String,
    pub key: String,
}

#[cfg(feature = "testing")]
impl Authority {
    pub fn new() -> Result<Self, Error> {
        let mut params = CertificateParams::new(Vec::new())?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        CertifiedIssuer::self_signed(params, KeyPair::generate()?).map(Self)
    }

    /// As `DB_SSLROOTCERT` wants it.
    pub fn pem(&self) -> String {
        self.0.as_ref().pem()
    }

    /// For a server with these names; addresses count as names.
    pub fn issue<const N: usize>(&self, names: [&str; N]) -> Result<Certificate, Error> {
        let key = KeyPair::generate()?;
        let certificate = CertificateParams::new(names.map(str::to_owned))?.signed_by(&key, &self.0)?;
        Ok(Certificate { certificate: certificate.pem(), key: key.serialize_pem() })
    }
}
