//! Multipart upload: parts of eight MiB, two at a time, behind a writer that blocks. It is completed only on request.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex, PoisonError},
};

use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt, stream::FuturesUnordered};
use object_store::MultipartUpload;
use tokio::sync::mpsc;

use super::{Location, error::explain, http::LastTrouble};
use crate::{
    archive::{ArchiveFile, Ciphertext},
    error::{Error, Result},
};

/// More than any store's least, and 78 GiB in the 10,000 parts that S3 takes.
const PART: usize = 8 * 1024 * 1024;
const IN_FLIGHT: usize = 2;
const MOST_PARTS: usize = 10_000;

enum Order {
    Part(Bytes),
    /// Everything was handed over.
    Complete,
}

/// The side of the store. Dropped or unfinished, it leaves no object.
pub struct Upload {
    parts: Box<dyn MultipartUpload>,
    location: Location,
    trouble: LastTrouble,
    orders: mpsc::Receiver<Order>,
    writer: Option<PartWriter>,
    failure: Failure,
}

/// Why the upload stopped, for the writer, whose own error would only say that.
type Failure = Arc<Mutex<Option<Error>>>;

/// The side of whoever writes.
pub struct PartWriter {
    orders: mpsc::Sender<Order>,
    buffer: BytesMut,
    failure: Failure,
}

impl Upload {
    pub(super) fn new(parts: Box<dyn MultipartUpload>, location: Location, trouble: LastTrouble) -> Self {
        // One part waits while two are on their way.
        let (sender, orders) = mpsc::channel(1);
        let failure = Failure::default();
        let writer = PartWriter { orders: sender, buffer: BytesMut::with_capacity(PART), failure: failure.clone() };
        Self { parts, location, trouble, orders, writer: Some(writer), failure }
    }

    /// The writer of this upload; there is one.
    pub fn writer(&mut self) -> Result<PartWriter> {
        self.writer.take().ok_or_else(|| Error::failed("an upload has one writer"))
    }

    /// Sends what is written until the writer is finished. Otherwise nothing is left of it.
    pub async fn run(mut self) -> Result<()> {
        let result = match self.send().await {
            Ok(()) => self.parts.complete().await.map(|_| ()).map_err(|error| self.explain(&error)),
            Err(error) => Err(error),
        };
        if let Err(error) = &result {
            *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error.clone());
            // Wakes a writer that waits for room.
            self.orders.close();
            self.parts.abort().await.ok();
        }
        result
    }

    async fn send(&mut self) -> Result<()> {
        let (mut flying, mut number) = (FuturesUnordered::new(), 0);
        loop {
            let order = tokio::select! {
                biased;
                Some(sent) = flying.next(), if !flying.is_empty() => {
                    let sent: object_store::Result<()> = sent;
                    sent.map_err(|error| self.explain(&error))?;
                    continue;
                }
                order = self.orders.recv(), if flying.len() < IN_FLIGHT => order,
            };
            match order {
                Some(Order::Part(_)) if number == MOST_PARTS => {
                    return Err(Error::failed("the archive is larger than 78 GiB, which one object cannot be here"));
                }
                Some(Order::Part(bytes)) => {
                    flying.push(self.parts.put_part(bytes.into()));
                    number += 1;
                }
                Some(Order::Complete) => break,
                None => return Err(Error::failed("the export was cut off")),
            }
        }
        while let Some(sent) = flying.next().await {
            sent.map_err(|error| self.explain(&error))?;
        }
        Ok(())
    }

    fn explain(&self, error: &object_store::Error) -> Error {
        explain(error, &self.trouble, &self.location)
    }
}

impl PartWriter {
    fn send(&mut self, order: Order) -> io::Result<()> {
        self.orders.blocking_send(order).map_err(|_| io::Error::other(self.reason()))
    }

    fn reason(&self) -> String {
        let failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        failure.as_ref().map_or_else(|| "the upload has ended".to_owned(), ToString::to_string)
    }
}

impl Write for PartWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(PART - self.buffer.len());
        self.buffer.extend_from_slice(&bytes[..taken]);
        if self.buffer.len() == PART {
            let full = std::mem::replace(&mut self.buffer, BytesMut::with_capacity(PART));
            self.send(Order::Part(full.freeze()))?;
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Ciphertext for PartWriter {
    fn finish(mut self, _: &ArchiveFile) -> Result<()> {
        let rest = std::mem::take(&mut self.buffer);
        let sent = if rest.is_empty() { Ok(()) } else { self.send(Order::Part(rest.freeze())) };
        let sent = sent.and_then(|()| self.send(Order::Complete));
        sent.map_err(|_| Error::failed(self.reason()))
    }
}
