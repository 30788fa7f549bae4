//! The message files, parsed once and bundled by language.

use super::Language;
use super::numbers::grouped;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::FluentNumber;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::borrow::Cow;
use std::sync::LazyLock;
use unic_langid::LanguageIdentifier;

type Bundle = FluentBundle<&'static FluentResource>;

pub(super) static ENGLISH: LazyLock<FluentResource> =
    LazyLock::new(|| parsed(include_str!("../../locales/en.ftl")));
pub(super) static GERMAN: LazyLock<FluentResource> =
    LazyLock::new(|| parsed(include_str!("../../locales/de.ftl")));
static AMERICAN: LazyLock<FluentResource> = LazyLock::new(|| parsed(include_str!("../../locales/en-US.ftl")));
static SWISS: LazyLock<FluentResource> = LazyLock::new(|| parsed(include_str!("../../locales/de-CH.ftl")));

static BUNDLES: LazyLock<[Bundle; 5]> = LazyLock::new(|| Language::ALL.map(bundle));

/// A message in a language, or in English where that language lacks it.
pub(super) fn format(
    language: Language,
    key: &str,
    arguments: Option<&FluentArgs<'_>>,
) -> Option<Cow<'static, str>> {
    formatted(language, key, arguments).or_else(|| formatted(Language::English, key, arguments))
}

fn formatted(language: Language, key: &str, arguments: Option<&FluentArgs<'_>>) -> Option<Cow<'static, str>> {
    let bundle = &BUNDLES[language as usize];
    let pattern = bundle.get_message(key)?.value()?;
    let Some(arguments) = arguments else {
        return Some(bundle.format_pattern(pattern, None, &mut Vec::new()));
    };
    let mut text = String::new();
    bundle
        .write_pattern(&mut text, pattern, Some(arguments), &mut Vec::new())
        .ok()?;
    Some(Cow::Owned(text))
}

/// What is wrong in a file is found by the tests; the rest of it is used.
fn parsed(text: &str) -> FluentResource {
    FluentResource::try_new(text.to_owned()).unwrap_or_else(|(rest, _)| rest)
}

fn bundle(language: Language) -> Bundle {
    let tag: LanguageIdentifier = language.tag().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![tag]);
    // Marks around arguments would stand in attributes and copied texts; names are set apart by <bdi> where it matters.
    bundle.set_use_isolating(language.direction() == "rtl");
    match language {
        Language::German => bundle.set_formatter(Some(|value, _| number(value, Language::German))),
        Language::SwissGerman => bundle.set_formatter(Some(|value, _| number(value, Language::SwissGerman))),
        _ => bundle.set_formatter(Some(|value, _| number(value, Language::English))),
    }
    if language == Language::MirroredEnglish {
        bundle.set_transform(Some(mirrored));
    }
    for file in files(language) {
        bundle.add_resource_overriding(file);
    }
    bundle
}

fn files(language: Language) -> Vec<&'static FluentResource> {
    match language {
        Language::English | Language::MirroredEnglish => vec![&*ENGLISH],
        Language::AmericanEnglish => vec![&*ENGLISH, &*AMERICAN],
        Language::German => vec![&*GERMAN],
        Language::SwissGerman => vec![&*GERMAN, &*SWISS],
    }
}

fn number(value: &FluentValue<'_>, language: Language) -> Option<String> {
    let FluentValue::Number(FluentNumber { value, options }) = value else {
        return None;
    };
    let plain = match options.minimum_fraction_digits {
        Some(digits) => format!("{value:.digits$}"),
        None => value.to_string(),
    };
    Some(grouped(&plain, language))
}

/// Each word between marks that make browsers write it from right to left.
fn mirrored(text: &str) -> Cow<'_, str> {
    let words = text.split(' ').map(|word| match word {
        "" => String::new(),
        word => format!("\u{202e}{word}\u{202c}"),
    });
    Cow::Owned(words.collect::<Vec<_>>().join(" "))
}
