//! How a file is written: its encoding, what stands between its cells, the order in its dates. Pure.

use super::columns::{self, Column};
use super::moments::{DateOrder, proven_order};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How much of a file is looked at to guess the dialect, in bytes.
pub const HEAD: usize = 64 * 1024;
/// How much text beyond ASCII a guess of the encoding needs at most, in bytes.
const ENOUGH: usize = 256 * 1024;
const DELIMITERS: [u8; 4] = *b",;\t|";

/// Listens to a file as it comes in, to tell its encoding at the end.
pub struct Listener {
    head: Vec<u8>,
    /// The bytes of a character that the last piece cut in two.
    cut: Vec<u8>,
    is_utf8: bool,
    detector: EncodingDetector,
    heard: usize,
}

impl Default for Listener {
    fn default() -> Self {
        Self {
            head: Vec::new(),
            cut: Vec::new(),
            is_utf8: true,
            detector: EncodingDetector::new(Iso2022JpDetection::Deny),
            heard: 0,
        }
    }
}

impl Listener {
    /// Takes the next piece.
    pub fn hear(&mut self, piece: &[u8]) {
        let room = HEAD.saturating_sub(self.head.len()).min(piece.len());
        self.head.extend_from_slice(&piece[..room]);
        if piece.is_ascii() && self.cut.is_empty() {
            return;
        }
        if self.heard < ENOUGH {
            self.detector.feed(piece, false);
            self.heard += piece.len();
        }
        self.check_utf8(piece);
    }

    fn check_utf8(&mut self, piece: &[u8]) {
        if !self.is_utf8 {
            return;
        }
        let mut bytes = std::mem::take(&mut self.cut);
        bytes.extend_from_slice(piece);
        if let Err(error) = std::str::from_utf8(&bytes) {
            self.is_utf8 = error.error_len().is_none();
            self.cut = bytes.split_off(error.valid_up_to());
        }
    }

    /// The encoding of all that was heard.
    pub fn encoding(mut self) -> &'static Encoding {
        if let Some((encoding, _)) = Encoding::for_bom(&self.head) {
            return encoding;
        }
        if let Some(encoding) = wide(&self.head) {
            return encoding;
        }
        if self.is_utf8 && self.cut.is_empty() {
            return UTF_8;
        }
        self.detector.feed(b"", true);
        match self.detector.guess(None, Utf8Detection::Deny) {
            // Latin-1 and its Windows brother differ in signs that only the latter has.
            guess if guess == UTF_8 => WINDOWS_1252,
            guess => guess,
        }
    }

    /// The first bytes.
    pub fn head(&self) -> &[u8] {
        &self.head
    }
}

/// UTF-16 without a byte order mark: every other byte of Latin text is zero.
fn wide(head: &[u8]) -> Option<&'static Encoding> {
    let zeros = |offset: usize| {
        head.iter()
            .skip(offset)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let half = head.len() / 2;
    if half < 4 {
        None
    } else if zeros(1) > half * 2 / 3 && zeros(0) == 0 {
        Some(UTF_16LE)
    } else if zeros(0) > half * 2 / 3 && zeros(1) == 0 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// What a file's first records look like when cut in a certain way.
pub struct Sample {
    /// Between cells.
    pub delimiter: u8,
    /// The first records, the heading among them.
    pub records: Vec<csv::StringRecord>,
}

/// The text without the line `sep=;` that spreadsheets write above their files, and what it says.
pub fn without_hint(text: &str) -> (&str, Option<u8>) {
    let Some(rest) = text.strip_prefix("sep=") else {
        return (text, None);
    };
    let line = rest.lines().next().unwrap_or_default();
    match line.as_bytes() {
        [sign] if DELIMITERS.contains(sign) => {
            let after = rest[1..].trim_start_matches('\r');
            (after.strip_prefix('\n').unwrap_or(after), Some(*sign))
        }
        _ => (text, None),
    }
}

/// Cuts the beginning of a text: by the sign that is known, else by the one that finds most known headings,
/// and of those the one that makes most records alike.
pub fn sample(text: &str, known: Option<u8>) -> Sample {
    let (text, hint) = without_hint(text);
    let candidates: Vec<u8> = known
        .or(hint)
        .map_or_else(|| DELIMITERS.to_vec(), |sign| vec![sign]);
    let mut best: Option<((usize, usize, usize), Sample)> = None;
    for delimiter in candidates {
        let sample = Sample {
            delimiter,
            records: records(text, delimiter),
        };
        let worth = worth(&sample.records);
        if best.as_ref().is_none_or(|(most, _)| worth > *most) {
            best = Some((worth, sample));
        }
    }
    best.map_or(
        Sample {
            delimiter: b',',
            records: Vec::new(),
        },
        |(_, sample)| sample,
    )
}

fn records(text: &str, delimiter: u8) -> Vec<csv::StringRecord> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    reader.records().filter_map(Result::ok).take(200).collect()
}

/// Known headings, cells in the heading where there is more than one, records that have as many cells.
fn worth(records: &[csv::StringRecord]) -> (usize, usize, usize) {
    let Some(heading) = records.first() else {
        return (0, 0, 0);
    };
    let known = columns::guessed(heading).into_iter().flatten().count();
    let alike = records
        .iter()
        .filter(|record| record.len() == heading.len())
        .count();
    (known, usize::from(heading.len() > 1), alike)
}

/// The order that the dates of a file prove; none where they prove nothing, or both.
pub fn order_of(records: &[csv::StringRecord], columns: &[Option<Column>]) -> DateOrder {
    let is_date = |column: &Option<Column>| {
        matches!(
            column,
            Some(Column::Date | Column::Start | Column::End | Column::EndDate)
        )
    };
    let places: Vec<usize> = (0..columns.len()).filter(|at| is_date(&columns[*at])).collect();
    let cells = records
        .iter()
        .skip(1)
        .flat_map(|record| places.iter().filter_map(|at| record.get(*at)));
    let mut proven = cells.filter_map(proven_order);
    match proven.next() {
        Some(first) if proven.all(|order| order == first) => first,
        _ => DateOrder::Unsaid,
    }
}
