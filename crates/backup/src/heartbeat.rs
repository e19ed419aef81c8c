//! Heartbeat: reports to a dead-man's check, which alarms when nothing reports for too long.
//!
//! A report that fails is a warning and never the end of an export. The check's address is secret: whoever knows it
//! can say that all is well.

use std::time::Duration;

use darasa_core::base::http_client::{HttpClient, read_limited};
use reqwest::Method;
use secrecy::{ExposeSecret, SecretString};
use tokio::time::sleep;

const LIMIT: Duration = Duration::from_secs(10);
const TRIES: u32 = 3;
const PAUSE: Duration = Duration::from_secs(1);
const REPLY_LIMIT: usize = 1 << 16;

pub struct Heartbeat {
    http: HttpClient,
    url: Option<SecretString>,
}

/// How far it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beat {
    Start,
    Done,
    Fail,
}

impl Heartbeat {
    pub fn new(url: Option<SecretString>) -> Self {
        Self { http: HttpClient::default(), url }
    }

    /// A warning where the check did not hear it.
    pub async fn send(&self, beat: Beat, body: &str) -> Option<String> {
        let url = self.url.as_ref()?.expose_secret().trim_end_matches('/');
        let path = match beat {
            Beat::Start => "/start",
            Beat::Done => "",
            Beat::Fail => "/fail",
        };
        let mut failure = String::new();
        for attempt in 0..TRIES {
            if attempt > 0 {
                sleep(PAUSE).await;
            }
            match self.send_once(&format!("{url}{path}"), body).await {
                Ok(()) => return None,
                Err(reason) => failure = reason,
            }
        }
        Some(format!("the heartbeat was not heard: {failure}"))
    }

    /// A check that is unknown or rate limited answers 200 as well, with another word.
    async fn send_once(&self, url: &str, body: &str) -> Result<(), String> {
        let request = self.http.request(Method::POST, url).map_err(|_| "no client".to_owned())?;
        let sent = self.http.send(request.timeout(LIMIT).body(body.to_owned())).await;
        let response = sent.map_err(|error| error.without_url().to_string())?;
        let status = response.status();
        let text = read_limited(response, REPLY_LIMIT).await?;
        match text.trim_ascii() {
            b"OK" if status.is_success() => Ok(()),
            _ if status.is_success() => Err("the check's address is not known there, or asked too often".to_owned()),
            _ => Err(format!("status {}", status.as_u16())),
        }
    }
}
