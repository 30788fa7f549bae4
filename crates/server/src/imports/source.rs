//! The rows of a decoded file, one after the other, each with its number and line.

use super::model::Place;
use crate::error::{Error, Result};
use csv::{Reader, ReaderBuilder, StringRecord};
use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The longest row, in bytes. A quote that is never closed would swallow the rest of the file.
const LONGEST_ROW: usize = 1024 * 1024;

/// One row.
#[derive(Debug, Clone)]
pub struct RawRow {
    /// The heading is row 1.
    pub number: i64,
    /// The line it begins on, from 1.
    pub line: i64,
    /// Its cells.
    pub cells: StringRecord,
}

/// A file of rows.
pub struct Rows {
    reader: Reader<Bounded>,
    since_row: Arc<AtomicUsize>,
    number: i64,
}

impl Rows {
    /// Reads from a place on; from the start, the heading comes first.
    pub fn open(file: File, delimiter: char, from: Place) -> Result<Self> {
        let since_row = Arc::new(AtomicUsize::new(0));
        let bounded = Bounded {
            file,
            since_row: since_row.clone(),
        };
        let mut reader = ReaderBuilder::new()
            .delimiter(u8::try_from(delimiter).unwrap_or(b','))
            .flexible(true)
            .has_headers(false)
            .buffer_capacity(64 * 1024)
            .from_reader(bounded);
        let mut place = csv::Position::new();
        place
            .set_byte(from.byte)
            .set_line(from.line.max(1))
            .set_record(from.record);
        reader
            .seek(place)
            .map_err(|error| unreadable(&error, from.line))?;
        Ok(Self {
            reader,
            since_row,
            number: from.row,
        })
    }

    /// The next row that holds anything.
    pub fn next(&mut self) -> Result<Option<RawRow>> {
        let mut cells = StringRecord::new();
        loop {
            self.since_row.store(0, Ordering::Relaxed);
            let before = self.reader.position().line();
            let is_there = self.reader.read_record(&mut cells);
            if !is_there.map_err(|error| unreadable(&error, before))? {
                return Ok(None);
            }
            // The hint of spreadsheets stands above the heading.
            if self.number == 0 && cells.get(0).is_some_and(|cell| cell.starts_with("sep=")) {
                continue;
            }
            self.number += 1;
            if cells.iter().any(|cell| !cell.trim().is_empty()) {
                return Ok(Some(RawRow {
                    number: self.number,
                    line: self.first_line_of(&cells),
                    cells,
                }));
            }
        }
    }

    /// Counted back from the line after it, since the parser does not count blank lines before a row. Every
    /// row ends with a line feed: [`Endings`] sees to that.
    fn first_line_of(&self, cells: &StringRecord) -> i64 {
        let within = cells.as_slice().bytes().filter(|byte| *byte == b'\n').count();
        let after = i64::try_from(self.reader.position().line()).unwrap_or(i64::MAX);
        after - 1 - i64::try_from(within).unwrap_or(0)
    }

    /// The next rows, at most so many.
    pub fn some(&mut self, most: usize) -> Result<Vec<RawRow>> {
        let mut rows = Vec::with_capacity(most);
        while rows.len() < most
            && let Some(row) = self.next()?
        {
            rows.push(row);
        }
        Ok(rows)
    }

    /// Where the next row begins.
    pub fn place(&self) -> Place {
        let place = self.reader.position();
        Place {
            byte: place.byte(),
            line: place.line(),
            record: place.record(),
            row: self.number,
        }
    }
}

/// Makes the ends of lines alike, whatever system wrote them and however the text is cut.
#[derive(Default)]
pub struct Endings {
    /// Whether the last piece ended with a carriage return.
    is_open: bool,
    /// Whether the last sign written was a line feed.
    is_ended: bool,
}

impl Endings {
    /// A piece with line feeds only.
    pub fn alike(&mut self, piece: &str) -> String {
        let text = if self.is_open {
            format!("\r{piece}")
        } else {
            piece.to_owned()
        };
        self.is_open = text.ends_with('\r');
        let text = text.strip_suffix('\r').unwrap_or(&text);
        let text = if text.contains('\r') {
            text.replace("\r\n", "\n").replace('\r', "\n")
        } else {
            text.to_owned()
        };
        if let Some(last) = text.bytes().next_back() {
            self.is_ended = last == b'\n';
        }
        text
    }

    /// What the last line lacks.
    pub fn end(&self) -> &'static str {
        if self.is_open || !self.is_ended { "\n" } else { "" }
    }
}

fn unreadable(error: &csv::Error, line: u64) -> Error {
    let sentence = if error.to_string().contains(TOO_LONG) {
        format!(
            "The row that begins on line {line} does not end within a megabyte. Perhaps a quotation mark is opened \
             there and never closed; correct it and send the file again."
        )
    } else {
        format!("The file cannot be read from line {line} on: {error}.")
    };
    Error::rule("unreadable_csv", sentence)
}

const TOO_LONG: &str = "row too long";

/// A file that refuses to be read on and on within one row.
struct Bounded {
    file: File,
    since_row: Arc<AtomicUsize>,
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        if self.since_row.fetch_add(read, Ordering::Relaxed) > LONGEST_ROW {
            return Err(io::Error::other(TOO_LONG));
        }
        Ok(read)
    }
}

impl io::Seek for Bounded {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}
