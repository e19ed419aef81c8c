//! Site of the dev server: what answers a path, in Vercel's order. Functions and files come first, then the rewrites
//! of `vercel.json`; its headers are added to whatever is answered.

use std::{
    convert::Infallible,
    fs,
    path::{Component, Path, PathBuf},
    sync::LazyLock,
};

use http::{HeaderValue, Request, Response, header};
use percent_encoding::percent_decode_str;
use tower_http::services::{ServeFile, fs::ServeFileSystemResponseBody};
use tower_service::Service;

use darasa_functions::{FUNCTIONS, Function};

use super::vercel_json::VercelJson;

static BUILT: LazyLock<Site> = LazyLock::new(|| Site { config: VercelJson::of_this_build(), public: None });
/// Where the emulated interviewer listens, on whatever port.
const SOCKETS_HERE: &str = "ws://127.0.0.1:*";
/// What Vercel says about a file, unless `vercel.json` says something else.
const CACHE_CONTROL: HeaderValue = HeaderValue::from_static("public, max-age=0, must-revalidate");

#[derive(Debug)]
pub struct Site {
    config: VercelJson,
    /// None: functions alone, as in tests of the API.
    public: Option<PathBuf>,
}

/// What answers a path.
pub enum Target {
    Function(&'static Function),
    File(PathBuf),
    /// To the path without its last slash.
    Redirect(String),
    Nothing,
}

impl Site {
    /// The functions of this build alone.
    pub fn functions() -> &'static Self {
        &BUILT
    }

    /// A clone's `vercel.json`, read now, and its `public/`, whose files are read when they are asked for. The policy
    /// of its pages knows the emulators of this machine too.
    pub fn of(checkout: &Path) -> Result<Self, String> {
        let text = fs::read_to_string(checkout.join("vercel.json")).map_err(|error| error.to_string());
        let config = text.and_then(|text| VercelJson::parse(&text)).map_err(|error| format!("vercel.json: {error}"))?;
        let config = config.allowing_socket(SOCKETS_HERE);
        Ok(Self { config, public: Some(checkout.join("public")) })
    }

    /// Whether it is a laptop's, with pages, and not a test's.
    pub fn has_pages(&self) -> bool {
        self.public.is_some()
    }

    /// The function sees the path as the client sent it, also after a rewrite.
    pub fn target(&self, path: &str) -> Target {
        let shorter = path.strip_suffix('/').filter(|shorter| !shorter.is_empty());
        if let Some(shorter) = shorter.filter(|_| self.has_pages() && self.config.slashes_redirected) {
            return Target::Redirect(format!("/{}", shorter.trim_start_matches('/')));
        }
        let rewritten = || self.config.destinations(path).find_map(|path| self.at(&path));
        self.at(path).or_else(rewritten).unwrap_or(Target::Nothing)
    }

    fn at(&self, path: &str) -> Option<Target> {
        let function = FUNCTIONS.iter().find(|function| function.path == path).map(Target::Function);
        function.or_else(|| self.file(path).map(Target::File))
    }

    /// A file of `public/`, or the index of a folder there.
    fn file(&self, path: &str) -> Option<PathBuf> {
        let decoded = percent_decode_str(path.trim_matches('/')).decode_utf8().ok()?;
        let relative = Path::new(&*decoded);
        // Nothing above the folder, however it is written.
        let inside = relative.components().all(|part| matches!(part, Component::Normal(_))) && !decoded.contains('\0');
        let file = self.public.as_ref().filter(|_| inside)?.join(relative);
        [file.join("index.html"), file].into_iter().find(|file| file.is_file())
    }

    /// Adds what `vercel.json` says; a function's own headers stay as they are.
    pub fn add_headers<B>(&self, path: &str, mut reply: Response<B>) -> Response<B> {
        for (name, value) in self.config.headers(path) {
            if let Some(name) = name {
                reply.headers_mut().entry(name).or_insert(value);
            }
        }
        reply
    }

    /// A file as Vercel sends it; methods that only read it are answered, others with 405.
    pub async fn serve<B>(&self, file: &Path, request: Request<B>) -> Response<ServeFileSystemResponseBody>
    where
        B: Send + 'static,
    {
        let path = request.uri().path().to_owned();
        let served: Result<_, Infallible> = ServeFile::new(file).call(request).await;
        let mut reply = self.add_headers(&path, served.unwrap_or_else(|never| match never {}));
        reply.headers_mut().entry(header::CACHE_CONTROL).or_insert(CACHE_CONTROL);
        reply
    }
}
