//! Cleaning up (`darasa services --clean`): the cache, data of clones that are gone, and what tests that were killed
//! left. Nothing that is in use.

use std::{env::temp_dir, fs, io, path::PathBuf};

use super::{
    data_folders::{self, DataFolder},
    packages::{Cache, progress},
    temporary::{self, Temporary},
};

/// Where services keep things on this machine: values, so that a test has its own.
pub struct Places {
    pub temporary: PathBuf,
    pub data: PathBuf,
    pub cache: Cache,
}

/// What became of one of them.
#[derive(Debug, PartialEq, Eq)]
pub struct Cleaned {
    pub path: PathBuf,
    pub bytes: u64,
    /// False: it is in use.
    pub removed: bool,
}

impl Places {
    pub fn from_env() -> Self {
        Self { temporary: temp_dir(), data: data_folders::home(), cache: Cache::from_env() }
    }

    pub fn clean(&self) -> io::Result<Vec<Cleaned>> {
        let temporaries = temporary::list(&self.temporary)?;
        let mut in_use = temporaries.iter().any(|it| !it.is_abandoned());
        let abandoned = temporaries.into_iter().filter(Temporary::is_abandoned);
        let mut cleaned = abandoned.map(|it| remove(it.path, it.bytes)).collect::<io::Result<Vec<_>>>()?;
        // Clones of tests are temporary: now their data are those of clones that are gone.
        let folders = data_folders::list(&self.data)?;
        in_use |= folders.iter().any(|folder| folder.in_use);
        for DataFolder { folder, bytes, .. } in folders.into_iter().filter(DataFolder::is_abandoned) {
            cleaned.push(remove(folder, bytes)?);
        }
        cleaned.push(self.clean_cache(in_use)?);
        Ok(cleaned)
    }

    /// A server loads libraries for as long as it runs, and a test starts it again.
    fn clean_cache(&self, in_use: bool) -> io::Result<Cleaned> {
        let path = self.cache.folder().to_owned();
        let bytes = progress::size_of(&path);
        Ok(Cleaned { path, bytes, removed: !in_use && self.cache.remove()? })
    }
}

/// Of a link the link alone. What is gone meanwhile was removed by its own watchdog.
fn remove(path: PathBuf, bytes: u64) -> io::Result<Cleaned> {
    let is_folder = fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_dir());
    match if is_folder { fs::remove_dir_all(&path) } else { fs::remove_file(&path) } {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(io::Error::new(error.kind(), format!("{} cannot be removed: {error}", path.display())))
        }
        _ => Ok(Cleaned { path, bytes, removed: true }),
    }
}

#[cfg(test)]
mod tests {
    use std::{fs::File, path::Path, process::Command};

    use super::*;

    /// Everything below one folder, with a file in the cache.
    fn places(parent: &Path) -> Places {
        fs::create_dir_all(parent.join("cache/postgres-17")).unwrap();
        fs::create_dir_all(parent.join("temporary")).unwrap();
        fs::write(parent.join("cache/postgres-17/postgres"), [0; 500]).unwrap();
        let cache = Cache::new(parent.join("cache"));
        Places { temporary: parent.join("temporary"), data: parent.join("data"), cache }
    }

    /// Data of a clone, with the log of a server.
    fn data_of(clone: &Path, folder: &Path) -> File {
        fs::create_dir_all(folder.join("dev")).unwrap();
        fs::write(folder.join("clone"), clone.to_str().unwrap()).unwrap();
        File::create(folder.join("dev/log")).unwrap()
    }

    fn ended_process() -> u32 {
        let mut child = Command::new("true").spawn().unwrap();
        child.wait().unwrap();
        child.id()
    }

    #[test]
    fn what_is_left_over_goes_with_the_data_of_clones_that_go_with_it() {
        let parent = temporary::path("clean");
        let places = places(&parent);
        let left = places.temporary.join(format!("darasa-of-process-{}-cli-0", ended_process()));
        fs::create_dir(&left).unwrap();
        let (of_left, of_living) = (places.data.join("0a1b"), places.data.join("2c3d"));
        data_of(&left, &of_left);
        data_of(&parent, &of_living);

        let cleaned = places.clean().unwrap();

        assert!(cleaned.iter().all(|it| it.removed), "{cleaned:?}");
        let paths: Vec<_> = cleaned.iter().map(|it| &it.path).collect();
        assert_eq!(paths, [&left, &of_left, &parent.join("cache")]);
        assert_eq!(cleaned[2].bytes, 500);
        assert!(!left.exists() && !of_left.exists() && !parent.join("cache").exists() && of_living.exists());
        assert_eq!(places.clean().unwrap().len(), 1, "nothing is left but an empty cache");
        fs::remove_dir_all(&parent).unwrap();
    }

    #[test]
    fn a_running_server_keeps_its_data_and_the_cache() {
        let parent = temporary::path("clean-in-use");
        let places = places(&parent);
        let data = places.data.join("0a1b");
        let log = data_of(Path::new("/nowhere/darasa"), &data);
        let kept = || {
            let cleaned = places.clean().unwrap();
            assert_eq!(cleaned.iter().map(|it| it.removed).collect::<Vec<_>>(), [false]);
            assert!(parent.join("cache/postgres-17/postgres").exists() && data.exists());
        };

        log.lock().unwrap();
        kept();
        log.unlock().unwrap();
        data_of(&parent, &data);
        let redis = places.temporary.join(format!("darasa-of-process-{}-redis-0", std::process::id()));
        fs::create_dir(&redis).unwrap();
        kept();
        assert!(redis.exists());
        fs::remove_dir_all(&parent).unwrap();
    }
}
