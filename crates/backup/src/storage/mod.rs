//! Storage: archives in an object store or a folder. What is there is never overwritten and never deleted.

mod error;
mod http;
mod location;
mod upload;

use std::{
    fs::{File, OpenOptions},
    io::Write,
    os::unix::fs::OpenOptionsExt,
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use darasa_core::base::{clock, env::StoreCredentials};
use futures_util::StreamExt;
use object_store::{
    GetOptions, GetResultPayload, ObjectMeta, ObjectStore, ObjectStoreExt, PutMode, PutOptions, RetryConfig,
    aws::{AmazonS3Builder, AmazonS3ConfigKey, Checksum},
    azure::{AzureConfigKey, MicrosoftAzureBuilder},
    gcp::{GoogleCloudStorageBuilder, GoogleConfigKey},
    local::LocalFileSystem,
    path::Path,
};

use self::http::{Connector, LastTrouble};
use crate::{
    archive::MANIFEST_LIMIT,
    error::{Error, Result, io},
    progress::Progress,
};
pub use location::{Kind, Location};
pub use upload::Upload;

const RETRIES: usize = 3;
const RETRY_LIMIT: Duration = Duration::from_secs(60);

pub struct Storage {
    pub location: Location,
    store: Arc<dyn ObjectStore>,
    trouble: LastTrouble,
}

/// An object, by its name below the location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub name: String,
    pub bytes: u64,
}

impl Storage {
    pub fn open(location: Location, credentials: &StoreCredentials) -> Result<Self> {
        let trouble = LastTrouble::default();
        let store = match location.kind {
            Kind::Folder => folder(&location)?,
            Kind::S3 => s3(&location, &credentials.s3, &trouble)?,
            Kind::Azure => azure(&location, &credentials.azure, &trouble)?,
            Kind::Gcs => gcs(&location, &credentials.gcs, &trouble)?,
        };
        Ok(Self { location, store, trouble })
    }

    /// What lies directly at the location, by name. It also says best whether there is a bucket that lets us in.
    pub async fn list(&self) -> Result<Vec<Entry>> {
        let prefix = Some(&self.location.prefix).filter(|prefix| !prefix.as_ref().is_empty());
        let found = self.store.list_with_delimiter(prefix).await.map_err(|error| self.explain(&error))?;
        let entry = |meta: ObjectMeta| Some(Entry { name: meta.location.filename()?.to_owned(), bytes: meta.size });
        let mut entries: Vec<_> = found.objects.into_iter().filter_map(entry).collect();
        entries.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(entries)
    }

    /// The size of an object; none where there is none.
    pub async fn size(&self, name: &str) -> Result<Option<u64>> {
        match self.store.head(&self.path(name)).await {
            Ok(meta) => Ok(Some(meta.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(self.explain(&error)),
        }
    }

    /// A small object; none where there is none.
    pub async fn get_small(&self, name: &str) -> Result<Option<Bytes>> {
        let found = match self.store.get(&self.path(name)).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(self.explain(&error)),
        };
        if found.meta.size > 2 * MANIFEST_LIMIT {
            return Err(Error::archive(format!("{name} is no JSON of darasa's: {} bytes", found.meta.size)));
        }
        found.bytes().await.map(Some).map_err(|error| self.explain(&error))
    }

    /// Writes an object whole, or not at all where one of that name exists.
    pub async fn create(&self, name: &str, content: Vec<u8>) -> Result<()> {
        let options = PutOptions { mode: PutMode::Create, ..PutOptions::default() };
        let put = self.store.put_opts(&self.path(name), content.into(), options).await;
        put.map(|_| ()).map_err(|error| self.explain(&error))
    }

    /// Begins an object that appears when it is complete.
    pub async fn upload(&self, name: &str) -> Result<Upload> {
        let parts = self.store.put_multipart(&self.path(name)).await.map_err(|error| self.explain(&error))?;
        Ok(Upload::new(parts, self.location.clone(), self.trouble.clone()))
    }

    /// An object of that size in a file of our own, which nobody else can open and which goes with its handle.
    pub async fn fetch(&self, name: &str, bytes: u64, progress: &Progress) -> Result<File> {
        let path = self.path(name);
        let meta = self.store.head(&path).await.map_err(|error| self.explain(&error))?;
        // Another size is told by whoever verifies it; there is no need to fetch the rest.
        let range = (meta.size > bytes).then(|| (0..bytes + 1).into());
        let options = GetOptions { if_match: meta.e_tag.clone(), range, ..GetOptions::default() };
        let found = self.store.get_opts(&path, options).await.map_err(|error| self.explain(&error))?;
        if let GetResultPayload::File(file, _) = found.payload {
            return Ok(file);
        }
        let (mut file, folder) = private_file()?;
        let mut stream = found.into_stream();
        while let Some(piece) = stream.next().await {
            let piece = piece.map_err(|error| self.explain(&error))?;
            file.write_all(&piece).map_err(io("writing the fetched archive to", &folder))?;
            progress.add(piece.len() as u64);
        }
        Ok(file)
    }

    fn path(&self, name: &str) -> Path {
        self.location.prefix.clone().join(name)
    }

    fn explain(&self, error: &object_store::Error) -> Error {
        error::explain(error, &self.trouble, &self.location)
    }
}

/// Open, and without a name.
fn private_file() -> Result<(File, std::path::PathBuf)> {
    let folder = std::env::temp_dir();
    let path = folder.join(format!("darasa-archive-{}", clock::random_uuid().simple()));
    let mut options = OpenOptions::new();
    let file =
        options.read(true).write(true).create_new(true).mode(0o600).open(&path).map_err(io("creating", &path))?;
    std::fs::remove_file(&path).map_err(io("unlinking", &path))?;
    Ok((file, folder))
}

fn retry() -> RetryConfig {
    RetryConfig { max_retries: RETRIES, retry_timeout: RETRY_LIMIT, ..RetryConfig::default() }
}

/// A disk that is not mounted must not be taken for an empty folder, so none is made.
fn folder(location: &Location) -> Result<Arc<dyn ObjectStore>> {
    if !std::path::Path::new(&location.bucket).is_dir() {
        return Err(Error::failed(format!("there is no folder {}", location.bucket)));
    }
    let store = LocalFileSystem::new_with_prefix(&location.bucket).map_err(built)?;
    Ok(Arc::new(store.with_fsync(true)))
}

fn s3(location: &Location, credentials: &Pairs, trouble: &LastTrouble) -> Result<Arc<dyn ObjectStore>> {
    // Without them the client would look for those of the machine it runs on.
    need(credentials, &["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])?;
    let mut builder = AmazonS3Builder::new().with_bucket_name(&location.bucket).with_retry(retry());
    for (name, value) in credentials {
        let key: AmazonS3ConfigKey = name.to_ascii_lowercase().parse().map_err(built)?;
        builder = builder.with_config(key, value);
    }
    let connector = Connector { trouble: trouble.clone(), create_only: true };
    // Object Lock wants a checksum on every upload.
    let builder = builder.with_http_connector(connector).with_checksum_algorithm(Checksum::SHA256);
    let store = builder.with_allow_http(is_plain(credentials, "AWS_ENDPOINT_URL")?).build().map_err(built)?;
    Ok(Arc::new(store))
}

fn azure(location: &Location, credentials: &Pairs, trouble: &LastTrouble) -> Result<Arc<dyn ObjectStore>> {
    need(credentials, &["AZURE_STORAGE_ACCOUNT_NAME"])?;
    if !credentials.iter().any(|(name, _)| ["AZURE_STORAGE_ACCOUNT_KEY", "AZURE_STORAGE_SAS_TOKEN"].contains(name)) {
        need(credentials, &["AZURE_STORAGE_ACCOUNT_KEY"])?;
    }
    let mut builder = MicrosoftAzureBuilder::new().with_container_name(&location.bucket).with_retry(retry());
    for (name, value) in credentials {
        let key: AzureConfigKey = name.to_ascii_lowercase().parse().map_err(built)?;
        builder = builder.with_config(key, value);
    }
    let connector = Connector { trouble: trouble.clone(), create_only: false };
    let builder = builder.with_http_connector(connector);
    let store = builder.with_allow_http(is_plain(credentials, "AZURE_STORAGE_ENDPOINT")?).build().map_err(built)?;
    Ok(Arc::new(store))
}

fn gcs(location: &Location, credentials: &Pairs, trouble: &LastTrouble) -> Result<Arc<dyn ObjectStore>> {
    if credentials.is_empty() {
        need(credentials, &["GOOGLE_SERVICE_ACCOUNT"])?;
    }
    let mut builder = GoogleCloudStorageBuilder::new().with_bucket_name(&location.bucket).with_retry(retry());
    for (name, value) in credentials {
        let key: GoogleConfigKey = name.to_ascii_lowercase().parse().map_err(built)?;
        builder = builder.with_config(key, value);
    }
    let connector = Connector { trouble: trouble.clone(), create_only: false };
    Ok(Arc::new(builder.with_http_connector(connector).build().map_err(built)?))
}

type Pairs = Vec<(&'static str, String)>;

fn need(credentials: &Pairs, names: &[&str]) -> Result<()> {
    let has = |name: &str| credentials.iter().any(|(known, _)| *known == name);
    let missing: Vec<_> = names.iter().copied().filter(|name| !has(name)).collect();
    if missing.is_empty() { Ok(()) } else { Err(Error::misused(format!("not set: {}", missing.join(", ")))) }
}

/// Unencrypted only on this machine, where servers for tests are.
fn is_plain(credentials: &Pairs, name: &'static str) -> Result<bool> {
    let endpoint = credentials.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str());
    let Some(rest) = endpoint.and_then(|endpoint| endpoint.strip_prefix("http://")) else { return Ok(false) };
    let host = rest.split(['/', ':']).next().unwrap_or_default();
    if ["127.0.0.1", "localhost"].contains(&host) {
        return Ok(true);
    }
    Err(Error::misused(format!("{name} must be https")))
}

/// Of a wrong setting, whose value is not shown.
fn built<E>(_: E) -> Error {
    Error::misused("the settings of the storage fit together wrongly: look at its credentials, region and endpoint")
}
