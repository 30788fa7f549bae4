//! The rows of an import that failed, as a file of the same dialect with what is wrong beside each.

use super::batch::MOST_FINDINGS;
use super::model::Import;
use super::store;
use crate::app::App;
use crate::error::{Error, Result};

/// So many at once.
const AT_ONCE: i64 = 1_000;

/// The file's text. A byte order mark tells spreadsheets that it is UTF-8.
pub async fn text(app: &App, import: &Import) -> Result<String> {
    let settings = import.settings()?;
    let delimiter = u8::try_from(settings.delimiter).unwrap_or(b',');
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_writer(Vec::new());
    let broken = |error: csv::Error| Error::Internal(format!("failed rows: {error}"));
    let beside = ["row", "line", "column", "problem"];
    writer
        .write_record(settings.headings.iter().map(String::as_str).chain(beside))
        .map_err(broken)?;
    let (mut after, mut written) = (0, 0);
    loop {
        let some = store::findings(&app.db, import.id, true, after, AT_ONCE).await?;
        let Some(last) = some.last() else { break };
        after = last.record;
        for kept in &some {
            let mut cells: Vec<String> = serde_json::from_str(&kept.cells).unwrap_or_default();
            cells.resize(cells.len().max(settings.headings.len()), String::new());
            cells.extend([
                kept.record.to_string(),
                kept.line.to_string(),
                kept.field.clone(),
                kept.reason.clone(),
            ]);
            writer.write_record(&cells).map_err(broken)?;
            written += 1;
        }
        if written >= MOST_FINDINGS {
            break;
        }
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| Error::Internal(format!("failed rows: {error}")))?;
    Ok(format!("\u{feff}{}", String::from_utf8_lossy(&bytes)))
}
