//! A request's body, read whole to know it again, and handed on: in memory while it is small, else on disk.

use crate::error::{Error, Result};
use axum::body::{Body, Bytes};
use futures_util::stream;
use http_body_util::BodyExt as _;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::io::SeekFrom;
use tokio::fs::File;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _, AsyncWriteExt as _};

/// The largest body that is kept in memory, in bytes.
const IN_MEMORY: usize = 1024 * 1024;
/// The largest body at all, in bytes.
const LARGEST: usize = 256 * 1024 * 1024;
/// How much is read from disk at a time, in bytes.
const PIECE: usize = 64 * 1024;

/// The same body again, and the SHA-256 of `head` and it.
pub async fn keep(mut body: Body, head: &str) -> Result<(Body, String)> {
    let mut digest = Sha256::new_with_prefix(head);
    let mut kept = Kept::default();
    while let Some(frame) = body.frame().await {
        let Ok(piece) = frame.map_err(|_| cut_off())?.into_data() else {
            continue; // trailers
        };
        digest.update(&piece);
        kept.add(&piece).await?;
    }
    let hash = digest
        .finalize()
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            let _ = write!(text, "{byte:02x}"); // writing to a String cannot fail
            text
        });
    Ok((kept.into_body().await?, hash))
}

fn cut_off() -> Error {
    Error::rule(
        "bad_request",
        "The body could not be read to its end. Send it again.",
    )
}

#[derive(Default)]
struct Kept {
    memory: Vec<u8>,
    disk: Option<File>,
    length: usize,
}

impl Kept {
    async fn add(&mut self, piece: &[u8]) -> Result<()> {
        self.length += piece.len();
        if self.length > LARGEST {
            return Err(Error::TooLarge);
        }
        match &mut self.disk {
            Some(file) => file.write_all(piece).await.map_err(|error| no_room(&error))?,
            None => self.memory.extend_from_slice(piece),
        }
        if self.memory.len() > IN_MEMORY {
            let mut file = File::from_std(tempfile::tempfile().map_err(|error| no_room(&error))?);
            file.write_all(&self.memory)
                .await
                .map_err(|error| no_room(&error))?;
            self.memory = Vec::new();
            self.disk = Some(file);
        }
        Ok(())
    }

    async fn into_body(self) -> Result<Body> {
        let Some(mut file) = self.disk else {
            return Ok(self.memory.into());
        };
        file.flush().await.map_err(|error| no_room(&error))?;
        file.seek(SeekFrom::Start(0))
            .await
            .map_err(|error| no_room(&error))?;
        Ok(Body::from_stream(stream::unfold(file, next_piece)))
    }
}

async fn next_piece(mut file: File) -> Option<(std::io::Result<Bytes>, File)> {
    let mut piece = vec![0; PIECE];
    match file.read(&mut piece).await {
        Ok(0) => None,
        Ok(length) => {
            piece.truncate(length);
            Some((Ok(piece.into()), file))
        }
        Err(error) => Some((Err(error), file)),
    }
}

fn no_room(error: &std::io::Error) -> Error {
    Error::Internal(format!("a body could not be kept on disk: {error}"))
}
