//! Root certificate of a benchmark's own, in a copy of an executable: so it speaks HTTP/2 to a model on this machine.
//!
//! A function trusts Mozilla's authorities and no setting adds to them. What is measured should be the executable as it
//! is shipped, so in a copy of it one of Mozilla's authorities is overwritten by our own, of the same length.

use std::{fs, os::unix::fs::PermissionsExt, path::Path, sync::Arc};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, IsCa, KeyPair};
use rustls::{
    RootCertStore, ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer, TrustAnchor},
};

use crate::functions::Result;

/// Of a name with nothing but a common name: all but its letters.
const AROUND_A_NAME: usize = 11;
/// A name that is longer has a length of its own form.
const LONGEST: usize = 127;

/// The authority, and whose place it takes.
pub struct ReplacedRoot {
    issuer: CertifiedIssuer<'static, KeyPair>,
    own: TrustAnchor<'static>,
    mozillas: &'static TrustAnchor<'static>,
}

impl ReplacedRoot {
    /// In the place of one whose key is of our kind, and so as long as ours.
    pub fn new() -> Result<Self> {
        let key = KeyPair::generate()?;
        let (of_our_kind, roots) = (key_length(&key)?, webpki_roots::TLS_SERVER_ROOTS);
        let fits = |root: &&TrustAnchor<'_>| {
            root.subject_public_key_info.len() == of_our_kind
                && (AROUND_A_NAME + 1..=LONGEST).contains(&root.subject.len())
                && root.name_constraints.is_none()
        };
        let mozillas = roots.iter().find(fits).ok_or("Mozilla has an authority with a P-256 key")?;
        let issuer = authority(key, mozillas.subject.len() - AROUND_A_NAME)?;
        let own = anchor(&issuer)?;
        Ok(Self { issuer, own, mozillas })
    }

    /// A copy of the executable that trusts our authority in the place of Mozilla's.
    pub fn copy(&self, executable: &Path, copy: &Path) -> Result<()> {
        let mut bytes = fs::read(executable).map_err(|error| format!("{}: {error}", executable.display()))?;
        replace(&mut bytes, &self.mozillas.subject, &self.own.subject)?;
        replace(&mut bytes, &self.mozillas.subject_public_key_info, &self.own.subject_public_key_info)?;
        fs::write(copy, bytes)?;
        Ok(fs::set_permissions(copy, fs::Permissions::from_mode(0o755))?)
    }

    /// For a server on this machine.
    pub fn server(&self) -> Result<ServerConfig> {
        let key = KeyPair::generate()?;
        let certificate = CertificateParams::new(vec!["127.0.0.1".to_owned()])?.signed_by(&key, &self.issuer)?;
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let builder = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
        let builder = builder.with_safe_default_protocol_versions()?.with_no_client_auth();
        Ok(builder.with_single_cert(vec![certificate.der().clone()], key)?)
    }
}

fn authority(key: KeyPair, letters: usize) -> Result<CertifiedIssuer<'static, KeyPair>> {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, "b".repeat(letters));
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name = name;
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    Ok(CertifiedIssuer::self_signed(params, key)?)
}

/// An authority as a list of roots has it.
fn anchor(issuer: &CertifiedIssuer<'static, KeyPair>) -> Result<TrustAnchor<'static>> {
    let mut roots = RootCertStore::empty();
    roots.add(issuer.der().clone())?;
    Ok(roots.roots.pop().ok_or("a root was added")?)
}

fn key_length(key: &KeyPair) -> Result<usize> {
    let issuer = authority(KeyPair::try_from(key.serialize_der())?, 1)?;
    Ok(anchor(&issuer)?.subject_public_key_info.len())
}

/// Wherever it is; nowhere is an error, and so is another length.
fn replace(bytes: &mut [u8], old: &[u8], new: &[u8]) -> Result<()> {
    if old.len() != new.len() {
        return Err("our authority is as long as Mozilla's".into());
    }
    let mut found = false;
    let mut from = 0;
    while let Some(at) = bytes[from..].windows(old.len()).position(|window| window == old) {
        bytes[from + at..][..new.len()].copy_from_slice(new);
        (found, from) = (true, from + at + new.len());
    }
    if found { Ok(()) } else { Err("the executable has no such authority".into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_authority_fits_in_the_place_of_mozillas() {
        let root = ReplacedRoot::new().unwrap();
        let (own, theirs) = (&root.own, root.mozillas);
        let mut executable =
            [b"before".as_slice(), &theirs.subject, &theirs.subject_public_key_info, b"after"].concat();
        replace(&mut executable, &theirs.subject, &own.subject).unwrap();
        replace(&mut executable, &theirs.subject_public_key_info, &own.subject_public_key_info).unwrap();
        let ours = [b"before".as_slice(), &own.subject, &own.subject_public_key_info, b"after"].concat();
        assert_eq!(executable, ours);
    }

    #[test]
    fn what_is_not_there_or_as_long_is_not_replaced() {
        let mut bytes = *b"abcabc";
        assert!(replace(&mut bytes, b"bd", b"xx").is_err());
        assert!(replace(&mut bytes, b"bc", b"x").is_err());
        assert_eq!(&bytes, b"abcabc");
        replace(&mut bytes, b"bc", b"xy").unwrap();
        assert_eq!(&bytes, b"axyaxy");
    }
}
