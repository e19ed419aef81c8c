//! Package verification: size and checksum of an archive against its pin, before anything of it is unpacked.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use aws_lc_rs::digest::{Context, SHA256, SHA512};
use base64::{Engine, prelude::BASE64_STANDARD};

use super::{Package, PackageError};

pub fn verify(package: &Package, file: &Path) -> Result<(), PackageError> {
    let (bytes, checksum) = measure(package, file).map_err(PackageError::io("reading", file))?;
    if bytes == package.bytes && checksum == package.checksum {
        return Ok(());
    }
    Err(PackageError::Mismatch { package: Box::new(*package), file: file.to_owned(), bytes, checksum })
}

/// Size and checksum, the latter written the way the pin is.
fn measure(package: &Package, file: &Path) -> io::Result<(u64, String)> {
    let sha512 = package.checksum.starts_with("sha512-");
    let mut context = Context::new(if sha512 { &SHA512 } else { &SHA256 });
    let (mut file, mut bytes) = (File::open(file)?, 0);
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        context.update(&buffer[..read]);
        bytes += read as u64;
    }
    let digest = context.finish();
    let checksum = if sha512 {
        format!("sha512-{}", BASE64_STANDARD.encode(digest))
    } else {
        digest.as_ref().iter().fold("sha256:".to_owned(), |text, byte| format!("{text}{byte:02x}"))
    };
    Ok((bytes, checksum))
}
