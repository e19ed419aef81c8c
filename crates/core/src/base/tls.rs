//! TLS configuration: one for all, with aws-lc-rs, Mozilla's roots, and a private authority where one is set.

use std::sync::{Arc, OnceLock};

use rustls::{
    ClientConfig, RootCertStore,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, pem::PemObject},
};

use crate::base::error::{Error, Result};

/// For the providers.
pub fn public() -> Result<ClientConfig> {
    trusting(None)
}

/// For the database: its own ALPN name, so that `sslnegotiation=direct` works, and a private authority if given.
pub fn database(authority: Option<&str>) -> Result<ClientConfig> {
    let mut config = trusting(authority)?;
    config.alpn_protocols = vec![b"postgresql".to_vec()];
    Ok(config)
}

/// Who is vouched for by Mozilla's authorities, or by a private one.
pub fn trusting(authority: Option<&str>) -> Result<ClientConfig> {
    let mut roots = roots();
    for certificate in CertificateDer::pem_slice_iter(authority.unwrap_or_default().as_bytes()) {
        roots.add(certificate.map_err(Error::internal)?).map_err(Error::internal)?;
    }
    config(roots)
}

fn roots() -> RootCertStore {
    static ROOTS: OnceLock<RootCertStore> = OnceLock::new();
    ROOTS.get_or_init(|| webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect()).clone()
}

fn config(roots: RootCertStore) -> Result<ClientConfig> {
    let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().map_err(Error::internal)?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}
