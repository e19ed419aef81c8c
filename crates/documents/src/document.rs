//! Document: what an uploaded file is, and its text. Bytes are looked at on threads of their own, of which there are
//! few, or in the child: a file of megabytes must not keep other requests waiting.

use bytes::Bytes;
use tokio::{sync::Semaphore, task::spawn_blocking};

use crate::{DocumentReader, Kind, Text, Unreadable, encoding::decode, kind, kind::pdf_header};

/// Files looked at together: an instance has one processor for all of its requests.
static THREADS: Semaphore = Semaphore::const_new(2);

/// What a file is by its bytes.
pub async fn detect(file: &Bytes) -> Result<Kind, Unreadable> {
    let file = file.clone();
    in_background(move || kind(&file)).await
}

/// A PDF from its header on: what stands before it is no part of it, and not every reader forgives it.
pub fn pdf(file: &Bytes) -> Bytes {
    file.slice(pdf_header(file).unwrap_or(0)..)
}

/// The text of a file of this kind.
pub async fn text(file: &Bytes, kind: Kind, reader: &DocumentReader) -> Result<Text, Unreadable> {
    match kind {
        Kind::Pdf | Kind::Docx | Kind::Doc | Kind::Markup(_) => reader.text(file).await?.not_empty(),
        Kind::Text => {
            let file = file.clone();
            in_background(move || Text::of(&decode(&file)?).not_empty()).await
        }
    }
}

/// The place is kept until the work is done, also when nobody waits for it any more.
async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Unreadable> + Send + 'static,
) -> Result<T, Unreadable> {
    let place = THREADS.acquire().await;
    let work = move || {
        let _place = place;
        work()
    };
    // Its own words would quote the panic's, which may quote the file.
    spawn_blocking(work).await.unwrap_or_else(|_| Err(Unreadable::NotRun("its thread ended early".to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::steps;

    const TEXT: &[u8] = "Ada Example\nRust\n".as_bytes();

    #[tokio::test]
    async fn no_worker_looks_at_a_file() {
        let (file, reader) = (Bytes::from(TEXT.repeat(1_000)), DocumentReader::default());
        assert!(steps::of(|| kind(&file).unwrap()) > file.len() / 2, "what is counted is the work");

        let before = steps::so_far();
        assert_eq!(detect(&file).await, Ok(Kind::Text));
        assert_eq!(text(&file, Kind::Text, &reader).await.unwrap().text.len(), file.len() - 1);
        assert_eq!(steps::so_far(), before, "this thread had nothing to do with it");
    }

    #[tokio::test]
    async fn files_wait_for_a_thread_and_workers_do_not() {
        let (gate, opened) = std::sync::mpsc::channel::<()>();
        let opened = std::sync::Arc::new(std::sync::Mutex::new(opened));
        let works: Vec<_> = (0..10)
            .map(|number| {
                let opened = opened.clone();
                tokio::spawn(in_background(move || {
                    opened.lock().unwrap().recv().unwrap();
                    Ok(number)
                }))
            })
            .collect();
        // The only worker of this test is free, though ten files are being looked at.
        for _ in 0..1_000 {
            tokio::task::yield_now().await;
        }
        assert_eq!(THREADS.available_permits(), 0);
        (0..10).for_each(|_| gate.send(()).unwrap());
        for (number, work) in works.into_iter().enumerate() {
            assert_eq!(work.await.unwrap(), Ok(number));
        }
    }
}
