//! Port of an emulator: the one of the last run where it is free, so that what somebody wrote down stays good.

use std::io;

/// On the port of the last run, unless somebody else has it now.
pub async fn on_a_port<T, F>(port: u16, start: impl Fn(u16) -> F) -> io::Result<T>
where
    F: Future<Output = io::Result<T>>,
{
    match start(port).await {
        Ok(started) => Ok(started),
        Err(_) => start(0).await,
    }
}

/// The one in the base URL of an emulator.
pub fn port_of(url: &str) -> u16 {
    let after_host = url.rsplit(':').next().unwrap_or_default();
    let end = after_host.find('/').unwrap_or(after_host.len());
    after_host[..end].parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::port_of;

    #[test]
    fn a_port_stands_before_the_path() {
        assert_eq!(
            ["http://127.0.0.1:41", "http://127.0.0.1:41/v1", "http://darasa.invalid"].map(port_of),
            [41, 41, 0]
        );
    }
}
