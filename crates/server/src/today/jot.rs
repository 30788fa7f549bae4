//! A line of text as the form of an entry: the grammar's reading, and the projects that its words name.

use super::entry_form::EntryForm;
use super::quick::{self, Placement, When, time_text};
use crate::error::{Error, Result};
use crate::http::wording;
use crate::projects::{self, Choice};
use timetracker_db::Read;
use timetracker_types::{Day, Instant, Zone, clock};

/// A project's name has so many words at most where it is looked for in a line.
const LONGEST_NAME: usize = 5;
/// A line that is longer was not typed, in characters.
const LONGEST_LINE: usize = 1_000;
/// A project is found by the beginning of one of its words from so many letters on.
const FEWEST_LETTERS: usize = 3;

/// Spreads a line over the fields that it fills; a form without a line stays as it is.
pub async fn unfolded(db: &impl Read, form: EntryForm, zone: &Zone, now: Instant) -> Result<EntryForm> {
    if form.text.trim().is_empty() {
        return Ok(form);
    }
    if form.text.chars().nth(LONGEST_LINE).is_some() {
        let text = "A line may have 1,000 characters. Shorten the note, or use the form.";
        return Err(Error::field("text", text));
    }
    let today = zone.day_of(now);
    let mut jotted = quick::read(&form.text, today);
    let at_hand = form.day.trim().parse().unwrap_or(today);
    let mut project = String::new();
    if jotted.issue.is_empty() {
        let choices = projects::choices(db).await?;
        if let Some((found, notes)) = project_in(&jotted.notes, &choices) {
            project = projects::labels(&choices).swap_remove(found);
            jotted.notes = notes;
        }
    }
    let times = written(&jotted.when, at_hand, zone, now);
    Ok(EntryForm {
        issue: jotted.issue,
        project,
        notes: jotted.notes,
        tags: jotted.tags.join(", "),
        said: Some(jotted.when),
        resolve: form.resolve,
        ..times
    })
}

/// The times of a line as a form writes them.
fn written(when: &When, at_hand: Day, zone: &Zone, now: Instant) -> EntryForm {
    let day = when.day.unwrap_or(at_hand);
    if let (Some(_), Placement::Span(start, end)) = (when.ago, when.placed(at_hand, zone, now)) {
        return EntryForm {
            day: zone.day_of(start).to_string(),
            from: wording::time_of_day(start, zone),
            to: wording::time_of_day(end, zone),
            ..EntryForm::default()
        };
    }
    EntryForm {
        day: day.to_string(),
        from: when.from.map(time_text).unwrap_or_default(),
        to: when.to.map(time_text).unwrap_or_default(),
        length: when.length.map(length_text).unwrap_or_default(),
        ..EntryForm::default()
    }
}

/// `1:30`, or seconds where they count.
fn length_text(seconds: i64) -> String {
    if seconds % 60 == 0 {
        clock(seconds)
    } else {
        format!("{seconds}s")
    }
}

/// The project that a note names, by its place among the choices, and the note without that name.
///
/// A whole name or code anywhere, the longest first; `@port` by the beginning of a word; else the note's first word,
/// where it begins a word of one project only.
fn project_in(notes: &str, choices: &[Choice]) -> Option<(usize, String)> {
    let words: Vec<&str> = notes.split_whitespace().collect();
    let without = |at: usize, taken: usize| {
        let rest: Vec<&str> = words[..at].iter().chain(&words[at + taken..]).copied().collect();
        rest.join(" ")
    };
    for taken in (1..=LONGEST_NAME.min(words.len())).rev() {
        for at in 0..=words.len() - taken {
            let text = words[at..at + taken].join(" ").to_lowercase();
            let text = text.trim_start_matches('@');
            if let Some(found) = choices.iter().position(|choice| is_called(choice, text)) {
                return Some((found, without(at, taken)));
            }
        }
    }
    let marked = words
        .iter()
        .position(|word| word.starts_with('@') && word.len() > 1);
    let at = marked.unwrap_or(0);
    let found = only_beginning(words.get(at)?.trim_start_matches('@'), choices)?;
    Some((found, without(at, 1)))
}

fn is_called(choice: &Choice, text: &str) -> bool {
    choice.name.to_lowercase() == text
        || choice
            .code
            .as_ref()
            .is_some_and(|code| code.to_lowercase() == text)
}

fn only_beginning(word: &str, choices: &[Choice]) -> Option<usize> {
    let word = word.to_lowercase();
    if word.chars().count() < FEWEST_LETTERS {
        return None;
    }
    let begins = |choice: &Choice| {
        let name = choice.name.to_lowercase();
        name.split(|letter: char| !letter.is_alphanumeric())
            .any(|part| part.starts_with(&word))
    };
    let mut found = choices.iter().enumerate().filter(|(_, choice)| begins(choice));
    match (found.next(), found.next()) {
        (Some((only, _)), None) => Some(only),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use timetracker_types::Id;

    fn choices() -> Vec<Choice> {
        let choice = |id: i64, name: &str, code: Option<&str>| Choice {
            id: Id::new(id),
            name: name.into(),
            code: code.map(str::to_owned),
            color: 0,
            client_name: "Acme".into(),
        };
        vec![
            choice(1, "Customer portal", Some("CP")),
            choice(2, "Customer research", None),
            choice(3, "Website", Some("WEB")),
        ]
    }

    #[test]
    fn a_project_is_named_whole_by_code_or_by_the_beginning_of_its_word() {
        let found =
            |notes: &str| project_in(notes, &choices()).map(|(at, rest)| (choices()[at].id.get(), rest));
        assert_eq!(found("portal"), Some((1, String::new())));
        assert_eq!(found("customer portal kick-off"), Some((1, "kick-off".into())));
        assert_eq!(found("kick-off cp"), Some((1, "kick-off".into())));
        assert_eq!(found("call @web"), Some((3, "call".into())));
        assert_eq!(found("call @resea about it"), Some((2, "call about it".into())));
    }

    #[test]
    fn a_word_that_fits_two_projects_or_none_is_part_of_the_note() {
        for notes in ["customer call", "review", "cu", "", "talk about portal"] {
            assert_eq!(project_in(notes, &choices()), None, "{notes}");
        }
    }
}
