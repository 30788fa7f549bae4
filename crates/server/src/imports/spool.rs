//! The file between its upload and its end: pieces in the database, so that any node can go on with it, and
//! while it is read one decoded temporary file. Never the whole of it in memory.

use super::dialect::Listener;
use super::model::Import;
use super::source::Endings;
use super::store;
use crate::app::App;
use crate::error::{Error, Result};
use bytes::Bytes;
use encoding_rs::Encoding;
use std::fs::File;
use std::io::{Seek as _, Write as _};
use timetracker_types::Id;

/// How large a piece is, in bytes.
const PIECE: usize = 256 * 1024;

/// Where a file comes from, piece by piece.
pub trait Upload: Send {
    /// The next piece; nothing at the end.
    fn next(&mut self) -> impl Future<Output = Result<Option<Bytes>>> + Send;
}

/// A file that is here already, such as the text in a JSON body.
pub struct Whole(pub Option<Bytes>);

impl Upload for Whole {
    async fn next(&mut self) -> Result<Option<Bytes>> {
        Ok(self.0.take())
    }
}

/// What was heard while a file was taken in.
pub struct Taken {
    /// Its size.
    pub bytes: i64,
    /// Its encoding.
    pub encoding: &'static Encoding,
    /// Its beginning, decoded.
    pub head: String,
}

/// Takes a file in, piece by piece.
pub async fn take(app: &App, import: Id<Import>, upload: &mut impl Upload) -> Result<Taken> {
    let most = app.config.import_max_bytes;
    let (mut listener, mut piece, mut number, mut bytes) = (Listener::default(), Vec::new(), 0, 0_u64);
    while let Some(more) = upload.next().await? {
        bytes += more.len() as u64;
        if bytes > most {
            return Err(Error::TooLarge);
        }
        listener.hear(&more);
        piece.extend_from_slice(&more);
        if piece.len() >= PIECE {
            store::add_piece(&app.db, import, number, std::mem::take(&mut piece)).await?;
            number += 1;
        }
    }
    if !piece.is_empty() {
        store::add_piece(&app.db, import, number, piece).await?;
    }
    let head = listener.head().to_vec();
    let encoding = listener.encoding();
    Ok(Taken {
        bytes: i64::try_from(bytes).unwrap_or(i64::MAX),
        encoding,
        head: decoded(&head, encoding),
    })
}

/// The beginning of a file in an encoding, up to the last whole line where it was cut.
fn decoded(head: &[u8], encoding: &'static Encoding) -> String {
    let (text, _) = encoding.decode_with_bom_removal(head);
    let is_cut = head.len() >= super::dialect::HEAD;
    let end = if is_cut {
        text.rfind('\n').map_or(text.len(), |at| at + 1)
    } else {
        text.len()
    };
    text[..end].to_owned()
}

/// The beginning of a file that was taken in, in another encoding than was guessed.
pub async fn head(app: &App, import: Id<Import>, encoding: &'static Encoding) -> Result<String> {
    let piece = store::piece(&app.db, import, 0).await?.unwrap_or_default();
    let end = piece.len().min(super::dialect::HEAD);
    Ok(decoded(&piece[..end], encoding))
}

/// The file as a temporary one in UTF-8; signs that the encoding does not know are replaced.
pub async fn fetch(app: &App, import: Id<Import>, encoding: &str) -> Result<File> {
    Ok(beginning(app, import, encoding, i64::MAX).await?.0)
}

/// The first pieces of it only, and whether more follow.
pub async fn beginning(app: &App, import: Id<Import>, encoding: &str, pieces: i64) -> Result<(File, bool)> {
    let failed = |error: std::io::Error| {
        Error::Unavailable(format!(
            "A temporary file cannot be written: {error}. Make room and try again."
        ))
    };
    let mut file = tempfile::tempfile_in(&app.config.data_dir)
        .or_else(|_| tempfile::tempfile())
        .map_err(failed)?;
    let encoding = Encoding::for_label(encoding.as_bytes()).unwrap_or(encoding_rs::UTF_8);
    let mut decoder = encoding.new_decoder_with_bom_removal();
    let (mut text, mut number, mut endings) = (String::new(), 0, Endings::default());
    loop {
        let piece = store::piece(&app.db, import, number).await?;
        if number >= pieces && piece.is_some() {
            file.rewind().map_err(failed)?;
            return Ok((file, true));
        }
        let bytes = piece.as_deref().unwrap_or_default();
        text.clear();
        text.reserve(
            decoder
                .max_utf8_buffer_length(bytes.len())
                .unwrap_or(bytes.len() * 3 + 16),
        );
        let _ = decoder.decode_to_string(bytes, &mut text, piece.is_none());
        file.write_all(endings.alike(&text).as_bytes()).map_err(failed)?;
        if piece.is_none() {
            file.write_all(endings.end().as_bytes()).map_err(failed)?;
            file.rewind().map_err(failed)?;
            return Ok((file, false));
        }
        number += 1;
    }
}
