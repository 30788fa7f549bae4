//! What holds of the message files, and of what they are used for.

use super::said::PREFIX;
use super::{Language, OF_SCRIPTS, Value, Words, catalogue};
use crate::error::Error;
use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use fluent_bundle::FluentResource;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Message, Pattern, PatternElement};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

type Arguments = BTreeSet<String>;

fn messages(file: &FluentResource) -> BTreeMap<String, Arguments> {
    let messages = file.entries().filter_map(|entry| match entry {
        Entry::Message(message) => Some((message.id.name.to_owned(), arguments(message))),
        _ => None,
    });
    messages.collect()
}

fn arguments(message: &Message<&str>) -> Arguments {
    let mut found = Arguments::new();
    collect(message.value.as_ref().expect("a message has a text"), &mut found);
    found
}

fn collect(pattern: &Pattern<&str>, found: &mut Arguments) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else {
            continue;
        };
        let inline = match expression {
            Expression::Inline(inline) => inline,
            Expression::Select { selector, variants } => {
                for variant in variants {
                    collect(&variant.value, found);
                }
                selector
            }
        };
        if let InlineExpression::VariableReference { id } = inline {
            found.insert(id.name.to_owned());
        }
    }
}

fn source(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(name)).unwrap()
}

/// Files of the crates whose sentences people read, and of the scripts.
fn sources() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for folder in [
        "src",
        "templates",
        "../types/src",
        "../connectors/src",
        "../../web/src",
    ] {
        read_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut found);
    }
    found
}

fn read_below(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.to_string_lossy().into_owned();
        if path.is_dir() {
            read_below(&path, found);
        } else if [".rs", ".html", ".ts"].iter().any(|end| name.ends_with(end)) && !name.ends_with("tests.rs")
        {
            let text = without_comments(&fs::read_to_string(&path).unwrap());
            found.push((name, text));
        }
    }
}

/// The texts between quotes, with what Rust does to them undone and every argument as `{}`.
fn literals(text: &str) -> impl Iterator<Item = String> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = rest.find('"')? + 1;
        let mut end = start;
        let bytes = rest.as_bytes();
        while end < bytes.len() && bytes[end] != b'"' {
            end += if bytes[end] == b'\\' { 2 } else { 1 };
        }
        let literal = rest.get(start..end.min(rest.len()))?;
        rest = rest.get(end + 1..).unwrap_or("");
        Some(plain(literal))
    })
}

fn plain(literal: &str) -> String {
    let mut text = String::new();
    let mut letters = literal.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n') => text.push('\n'),
                Some('\n') => while letters.next_if(|letter| letter.is_whitespace()).is_some() {},
                Some(other) => text.push(other),
                None => {}
            },
            '{' => {
                while letters.next_if(|letter| *letter != '}').is_some() {}
                letters.next();
                text.push_str("{}");
            }
            other => text.push(other),
        }
    }
    text
}

/// What a comment shows is an example and asks for nothing: whole lines of `//` and the templates' `{# #}`.
fn without_comments(text: &str) -> String {
    let mut pieces = text.split("{#");
    let mut kept = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        kept.push_str(piece.split_once("#}").map_or("", |(_, rest)| rest));
    }
    let lines = kept.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// Every text between quotes; the quotes of a file may be out of step after a character literal, so lines are
/// read by themselves as well, and so is what a call begins with (in a template it stands within an attribute).
fn all_literals() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (_, text) in sources() {
        found.extend(literals(&text.replace("'\"'", "")));
        for line in text.lines() {
            found.extend(literals(line));
        }
        let first_arguments = text
            .split("(\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next());
        found.extend(first_arguments.map(str::to_owned));
    }
    found
}

#[test]
fn the_files_can_be_read_whole_and_name_nothing_twice() {
    for name in ["en.ftl", "de.ftl", "en-US.ftl", "de-CH.ftl"] {
        let text = source(name);
        let parsed = FluentResource::try_new(text.clone());
        assert!(
            parsed.is_ok(),
            "{name}: {:?}",
            parsed.map_err(|(_, errors)| errors).err()
        );
        let names: Vec<&str> = text
            .lines()
            .filter(|line| line.starts_with(|letter: char| letter.is_ascii_lowercase()))
            .filter_map(|line| line.split(" =").next())
            .collect();
        let unique: BTreeSet<&str> = names.iter().copied().collect();
        let twice: Vec<&str> = unique
            .iter()
            .filter(|name| names.iter().filter(|other| other == name).count() > 1)
            .copied()
            .collect();
        assert!(twice.is_empty(), "{name} names twice: {twice:?}");
    }
}

#[test]
fn every_language_says_everything_with_the_same_arguments() {
    let (english, german) = (messages(&catalogue::ENGLISH), messages(&catalogue::GERMAN));
    let missing: Vec<&String> = english.keys().filter(|key| !german.contains_key(*key)).collect();
    assert!(missing.is_empty(), "de.ftl lacks {missing:?}");
    let surplus: Vec<&String> = german.keys().filter(|key| !english.contains_key(*key)).collect();
    assert!(surplus.is_empty(), "en.ftl lacks {surplus:?}");
    for (key, arguments) in &german {
        let known = &english[key];
        // A German sentence may do without a word that has a gender.
        assert!(
            arguments.is_subset(known),
            "de.ftl: {key} asks for {arguments:?}, not {known:?}"
        );
        assert!(
            key.starts_with(PREFIX) || arguments == known,
            "de.ftl: {key} leaves out some of {known:?}"
        );
    }
    for overlay in ["en-US.ftl", "de-CH.ftl"] {
        let text = FluentResource::try_new(source(overlay)).unwrap();
        for (key, arguments) in messages(&text) {
            assert_eq!(english.get(&key), Some(&arguments), "{overlay}: {key}");
        }
    }
}

#[test]
fn every_message_is_used_and_every_used_one_is_there() {
    let known = messages(&catalogue::ENGLISH);
    let literals = all_literals();
    let unused: Vec<&String> = known
        .keys()
        .filter(|key| !key.starts_with(PREFIX) && !literals.contains(*key))
        .filter(|key| {
            !key.strip_prefix("script-")
                .is_some_and(|rest| literals.contains(rest))
        })
        .collect();
    assert!(unused.is_empty(), "nobody asks for {unused:?}");
    let mut absent = BTreeSet::new();
    for (path, text) in sources() {
        for ask in ["words.t(\"", "words.with(\"", "words.rich(\"", "words.with(\n"] {
            for rest in text.split(ask).skip(1) {
                let key = rest
                    .trim_start()
                    .trim_start_matches('"')
                    .split('"')
                    .next()
                    .unwrap_or("");
                if !known.contains_key(key) {
                    absent.insert(format!("{key} in {path}"));
                }
            }
        }
    }
    assert!(absent.is_empty(), "not in en.ftl: {absent:?}");
}

#[test]
fn what_is_said_stands_in_the_code_word_for_word() {
    let literals = all_literals();
    let mut changed = Vec::new();
    for entry in catalogue::ENGLISH.entries() {
        let Entry::Message(message) = entry else { continue };
        if !message.id.name.starts_with(PREFIX) {
            continue;
        }
        let elements = &message.value.as_ref().unwrap().elements;
        let text: String = elements
            .iter()
            .map(|element| match element {
                PatternElement::TextElement { value } => value,
                PatternElement::Placeable { .. } => "{}",
            })
            .collect();
        // A number and a noun are put together; the code says the noun alone.
        let counted = format!("{PREFIX}counted-");
        let noun = text
            .strip_prefix("{} ")
            .filter(|_| message.id.name.starts_with(&counted));
        if !literals.contains(noun.unwrap_or(&text)) {
            changed.push(format!("{} = {text}", message.id.name));
        }
    }
    assert!(
        changed.is_empty(),
        "the code does not say (any more): {changed:#?}"
    );
}

#[test]
fn every_flash_message_is_known_in_german() {
    for text in crate::http::Done::TEXTS {
        assert_ne!(german().said(text), *text);
    }
}

#[test]
fn scripts_ask_for_what_the_page_brings() {
    for (path, text) in sources()
        .iter()
        .filter(|(path, _)| path.rsplit_once('.').is_some_and(|(_, kind)| kind == "ts"))
    {
        for rest in text.split("word(").skip(1) {
            let call = rest.split([')', '{']).next().unwrap_or("");
            for name in call.split('"').skip(1).step_by(2) {
                let key = format!("script-{name}");
                assert!(OF_SCRIPTS.contains(&key.as_str()), "{path} asks for {key}");
            }
        }
    }
}

fn german() -> Words {
    Words::of(Language::German)
}

#[test]
fn sentences_of_actions_are_told_in_german() {
    let words = german();
    let needed = Error::field("name", "Name is needed.");
    assert_eq!(words.error(&needed), "Name wird gebraucht.");
    assert_eq!(
        words.error(&Error::NotFound("task")),
        "Das gibt es nicht, oder du darfst es nicht sehen."
    );
    assert_eq!(
        words.said("Name is needed. An amount may not be negative."),
        "Name wird gebraucht. Ein Betrag darf nicht negativ sein."
    );
    assert_eq!(words.said("Nobody ever said this."), "Nobody ever said this.");
    assert_eq!(
        words.said("3 minutes ago · 5,214 issues in 6 teams · who knows"),
        "vor 3 Minuten · 5.214 Tickets in 6 Teams · who knows"
    );
    assert_eq!(words.said("3 new, 11 changed"), "3 neu, 11 geändert");
    assert_eq!(Words::default().said("Saved."), "Saved.");
}

#[test]
fn days_are_written_as_a_country_writes_them() {
    let (day, today) = ("2025-11-03".parse().unwrap(), "2026-11-23".parse().unwrap());
    let written = |language| Words::of(language).day_long(day, today);
    assert_eq!(written(Language::English), "Monday, 3 November 2025");
    assert_eq!(written(Language::AmericanEnglish), "Monday, November 3, 2025");
    assert_eq!(written(Language::German), "Montag, 3. November 2025");
    assert_eq!(german().day_short(today, today), "23. Nov.");
    assert_eq!(german().day_medium(today, today), "Mo, 23. Nov.");
    assert_eq!(german().month_and_year(day), "November 2025");
}

#[test]
fn times_of_day_follow_the_country() {
    let at = timetracker_types::Instant::from_rfc3339("2026-11-24T14:05:00Z").unwrap();
    let zone = timetracker_types::Zone::utc();
    assert_eq!(german().time_of_day(at, &zone), "14:05");
    assert_eq!(
        Words::of(Language::AmericanEnglish).time_of_day(at, &zone),
        "2:05 PM"
    );
}

#[test]
fn numbers_carry_the_marks_of_the_language() {
    let written = |language| {
        let words = Words::of(language);
        (words.count(-1_234_567), words.decimal(1234.5, 2))
    };
    assert_eq!(
        written(Language::English),
        ("−1,234,567".into(), "1,234.50".into())
    );
    assert_eq!(
        written(Language::German),
        ("−1.234.567".into(), "1.234,50".into())
    );
    assert_eq!(
        written(Language::SwissGerman),
        ("−1’234’567".into(), "1’234.50".into())
    );
    assert_eq!(german().percent(2, 3), "67 %");
    // Numbers inside messages too.
    assert_eq!(
        german().with("form-colour-number", &[("n", 1234.into())]),
        "Farbe 1.234"
    );
}

#[test]
fn lengths_of_time_are_told_in_words() {
    let told = [5100, 7200, 1500, 45, 0, -5100].map(|seconds| german().duration(seconds));
    assert_eq!(
        told,
        [
            "1 Std. 25 Min.",
            "2 Std.",
            "25 Min.",
            "45 Sek.",
            "0 Min.",
            "−1 Std. 25 Min."
        ]
    );
    assert_eq!(Words::default().duration(5100), "1 h 25 min");
    assert_eq!(Words::default().estimate(5400), "1:30");
}

#[test]
fn a_browser_gets_the_first_language_that_we_speak() {
    let asked = |text: &str| {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, text.parse().unwrap());
        Words::asked(&headers).language()
    };
    assert_eq!(asked("fr-FR,fr;q=0.9,de-AT;q=0.8,en;q=0.7"), Language::German);
    assert_eq!(asked("en-US,en;q=0.9"), Language::AmericanEnglish);
    assert_eq!(asked("de-CH"), Language::SwissGerman);
    for nonsense in ["", "*", "fr", "x;;q=,,", "-", "日本語"] {
        assert_eq!(
            HeaderMap::try_from(&std::collections::HashMap::from([(
                "accept-language".to_owned(),
                nonsense.to_owned()
            )]))
            .map_or_else(|_| Language::English, |headers| Words::asked(&headers).language()),
            Language::English
        );
    }
}

#[test]
fn what_is_put_into_markup_is_escaped() {
    let told = Words::default().rich("sign-in-demo", &[("username", "<b>"), ("password", "&")]);
    assert!(told.0.contains("<strong>&#60;b&#62;</strong>"), "{}", told.0);
    assert!(told.0.contains("<code>&#38;</code>"), "{}", told.0);
}

#[test]
fn the_mirrored_language_runs_from_right_to_left() {
    let words = Words::of(Language::MirroredEnglish);
    assert_eq!((words.direction(), words.tag()), ("rtl", "en-XB"));
    assert_eq!(words.t("nav-today"), "\u{202e}Today\u{202c}");
    assert!(words.said("Saved.").contains('\u{202e}'));
}

#[test]
fn a_page_full_of_words_costs_less_than_a_millisecond() {
    let words = german();
    words.t("nav-today");
    let began = std::time::Instant::now();
    for number in 0..200 {
        std::hint::black_box(words.t("nav-today"));
        std::hint::black_box(words.with("form-colour-number", &[("n", Value::from(number))]));
    }
    let took = began.elapsed();
    // Debug builds on a busy machine are many times slower than the server; what is told is the order of magnitude.
    assert!(took.as_millis() < 50, "400 messages took {took:?}");
}
