//! Compares what is here with what is there, and mends the difference: what deltas cannot tell, or what one
//! of them has missed. First a count of everything, in ids and stamps alone; then only the issues that
//! differ are read whole. Broken off, it begins anew: it changes nothing that a repetition would change again.

use super::super::import::{Counts, Importer};
use super::super::store::{self, Known};
use super::ending::End;
use super::{Trouble, Waited, Work, pull};
use std::collections::{HashMap, HashSet};
use timetracker_connectors::{Census, CensusEntry, Detail, Error, ErrorKind, MOST_FETCHED};

pub async fn carry_out(work: &Work<'_>) -> Result<End, Trouble> {
    store::restart_counts(&work.app.db, work.run.id).await?;
    let mut there = HashMap::new();
    let mut chosen = HashSet::new();
    let end = census(work, Detail::Existence, |page| {
        chosen.extend(page.containers.into_iter().map(|place| place.reference));
        there.extend(
            page.entries
                .into_iter()
                .map(|entry| (entry.reference.clone(), entry)),
        );
    })
    .await?;
    if let Some(end) = end {
        return Ok(end);
    }
    let here = store::known_tasks(&work.app.db, work.connection.id).await?;
    refuse_emptiness(&there, &here, &chosen)?;
    let doubtful = doubtful(&here, &there, &chosen);
    let mut importer = work.importer().await?;
    for some in doubtful.chunks(MOST_FETCHED) {
        if let Some(end) = mend(work, &mut importer, some).await? {
            return Ok(end);
        }
    }
    Ok(End::Reconciled)
}

/// Counts everything there is, page by page. Answers an end where the run is to end before.
pub async fn census(
    work: &Work<'_>,
    detail: Detail,
    mut take: impl FnMut(Census),
) -> Result<Option<End>, Trouble> {
    // The place of the last pull tells the connector which containers were chosen.
    let mut from = pull::cursor(work)?;
    loop {
        let page = {
            let coming = std::pin::pin!(work.connector.census(&work.call, detail, from.as_ref()));
            match work.wait_for(coming).await? {
                Waited::Came(page) => page.map_err(Trouble::Service)?,
                Waited::Ended(end) => return Ok(Some(end)),
            }
        };
        let (next, usage) = (page.next.clone(), page.usage);
        if note(work, &page).await? {
            return Ok(Some(End::Cancelled));
        }
        take(page);
        let Some(next) = next else { return Ok(None) };
        from = Some(next);
        if let Waited::Ended(end) = work.breathe(&usage).await? {
            return Ok(Some(end));
        }
    }
}

async fn note(work: &Work<'_>, page: &Census) -> Result<bool, Trouble> {
    let counts = Counts {
        seen: i64::try_from(page.entries.len()).unwrap_or(i64::MAX),
        ..Counts::default()
    };
    let tx = work.app.db.begin().await?;
    work.hold(&tx, &page.usage).await?;
    if let Some(expected) = page.expected {
        store::expect(&tx, work.run.id, expected).await?;
    }
    let is_unwanted = work.count(&tx, &counts, &page.usage).await?;
    tx.commit().await?;
    Ok(is_unwanted)
}

/// A service that suddenly lists nothing at all is broken, not empty.
fn refuse_emptiness(
    there: &HashMap<String, CensusEntry>,
    here: &[Known],
    chosen: &HashSet<String>,
) -> Result<(), Trouble> {
    let expected = here
        .iter()
        .any(|task| task.missing_at.is_none() && chosen.contains(&task.container_ref));
    if there.is_empty() && expected {
        let message = "The service lists no issue at all, though there were some. Nothing was marked. If they were all \
                       deleted there, archive the project here; else try again later.";
        return Err(Trouble::Service(Error::new(ErrorKind::Unexpected, message)));
    }
    Ok(())
}

/// The issues of which what is here may not be what is there: unknown ones, those with another stamp, those
/// that were marked and are there, and those that are not. Sorted, so that a repetition asks the same.
fn doubtful(here: &[Known], there: &HashMap<String, CensusEntry>, chosen: &HashSet<String>) -> Vec<String> {
    let known: HashMap<&str, &Known> = here
        .iter()
        .map(|task| (task.external_ref.as_str(), task))
        .collect();
    let differs = |entry: &&CensusEntry| match known.get(entry.reference.as_str()) {
        None => !entry.archived,
        Some(task) => {
            task.external_updated_at != Some(entry.updated_at)
                || task.missing_at.is_some()
                || task.archived_at.is_some() != entry.archived
        }
    };
    // What lies where nobody looks (any more) is not in the census and says nothing.
    let gone = |task: &&Known| {
        task.missing_at.is_none()
            && chosen.contains(&task.container_ref)
            && !there.contains_key(&task.external_ref)
    };
    let differing = there
        .values()
        .filter(differs)
        .map(|entry| entry.reference.clone());
    let gone = here.iter().filter(gone).map(|task| task.external_ref.clone());
    let mut all: Vec<String> = differing.chain(gone).collect();
    all.sort_unstable();
    all
}

/// Reads issues whole and writes them; those that are really not to be seen are marked.
async fn mend(
    work: &Work<'_>,
    importer: &mut Importer,
    references: &[String],
) -> Result<Option<End>, Trouble> {
    let coming = std::pin::pin!(work.connector.fetch(&work.call, references));
    let fetched = match work.wait_for(coming).await? {
        Waited::Came(fetched) => fetched.map_err(Trouble::Service)?,
        Waited::Ended(end) => return Ok(Some(end)),
    };
    let tx = work.app.db.begin().await?;
    importer
        .refresh(&tx, work.hold(&tx, &fetched.usage).await?)
        .await?;
    // They were counted as seen already.
    let mut counts = Counts::default();
    importer
        .write_fetched(&tx, references, &fetched, work.app.now(), &mut counts)
        .await?;
    counts.seen = 0;
    let is_unwanted = work.count(&tx, &counts, &fetched.usage).await?;
    tx.commit().await?;
    if is_unwanted {
        return Ok(Some(End::Cancelled));
    }
    match work.breathe(&fetched.usage).await? {
        Waited::Ended(end) => Ok(Some(end)),
        Waited::Came(()) => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use timetracker_types::Instant;

    const NOON: Instant = Instant::from_millis(1_800_000_000_000);

    fn task(reference: &str, container: &str) -> Known {
        Known {
            external_ref: reference.into(),
            container_ref: container.into(),
            external_updated_at: Some(NOON),
            archived_at: None,
            missing_at: None,
        }
    }

    fn there(entries: &[(&str, Instant, bool)]) -> HashMap<String, CensusEntry> {
        let entry = |(reference, updated_at, archived): &(&str, Instant, bool)| CensusEntry {
            reference: (*reference).to_owned(),
            updated_at: *updated_at,
            archived: *archived,
            landing: None,
        };
        entries.iter().map(|one| (one.0.to_owned(), entry(one))).collect()
    }

    #[test]
    fn only_what_differs_is_read_again() {
        let marked = Known {
            missing_at: Some(NOON),
            ..task("back", "eng")
        };
        let here = [
            task("same", "eng"),
            task("older", "eng"),
            task("gone", "eng"),
            task("elsewhere", "left"),
            task("put away", "eng"),
            marked,
        ];
        let there = there(&[
            ("same", NOON, false),
            ("older", NOON.plus_seconds(1), false),
            ("back", NOON, false),
            ("new", NOON, false),
            ("never seen", NOON, true),
            ("put away", NOON, true),
        ]);
        let chosen = HashSet::from(["eng".to_owned()]);
        let expected = ["back", "gone", "new", "older", "put away"];
        assert_eq!(doubtful(&here, &there, &chosen), expected);
    }

    #[test]
    fn a_service_that_lists_nothing_marks_nothing() {
        let chosen = HashSet::from(["eng".to_owned()]);
        let nothing = HashMap::new();
        assert!(refuse_emptiness(&nothing, &[task("a", "eng")], &chosen).is_err());
        assert!(refuse_emptiness(&nothing, &[task("a", "left")], &chosen).is_ok());
        assert!(refuse_emptiness(&nothing, &[], &chosen).is_ok());
    }
}
