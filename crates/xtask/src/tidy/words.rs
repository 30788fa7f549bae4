//! Words of pages stand in the message files, never in a template.

use super::Rule;
use super::tree::{File, Tree};

pub const WORDS_ARE_MESSAGES: Rule = Rule {
    reason: "A template holds plain words. Every word that people read is a message in crates/server/locales, so that \
             there can be another language: write {{ shell.words.t(\"page-thing\") }}.",
    findings: |tree| {
        templates(tree)
            .filter(|file| is_begun(file))
            .flat_map(|file| {
                let found = plain_words(&file.text).into_iter();
                found.map(move |words| format!("{}: {words}", file.path))
            })
            .collect()
    },
};

/// Attributes that are read out or shown.
const SPOKEN: [&str; 5] = [
    "aria-label=\"",
    "title=\"",
    "placeholder=\"",
    "alt=\"",
    "label=\"",
];
/// Elements whose text is no language.
const SILENT: [(&str, &str); 3] = [("<code>", "</code>"), ("<kbd>", "</kbd>"), ("<kbd ", "</kbd>")];
/// Stands where an expression stood.
const GAP: char = '\u{1}';

fn templates(tree: &Tree) -> impl Iterator<Item = &File> {
    tree.ending(".html")
        .filter(|file| file.path.starts_with("crates/server/"))
}

/// Pages are moved one after the other: a template without a single message was not begun yet.
fn is_begun(file: &File) -> bool {
    file.text.contains("words.")
}

/// Texts of a template that people would read.
fn plain_words(template: &str) -> Vec<String> {
    let (html, mut found) = without_expressions(&without(template, "{#", "#}"));
    let html = SILENT
        .iter()
        .fold(html, |html, (from, to)| without(&html, from, to));
    for attribute in SPOKEN {
        let values = html
            .split(attribute)
            .skip(1)
            .filter_map(|rest| rest.split('"').next());
        found.extend(values.filter(|value| has_word(value)).map(str::to_owned));
    }
    let texts = html
        .split('<')
        .map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text));
    let texts = texts.map(without_attributes).filter(|text| has_word(text));
    found.extend(texts.map(|text| text.trim().replace(GAP, "…")));
    found
}

/// A template's HTML with a gap for each expression, and the words that the expressions hold.
fn without_expressions(template: &str) -> (String, Vec<String>) {
    let (mut html, mut found, mut rest) = (String::new(), Vec::new(), template);
    while let Some(start) = rest.find("{{").into_iter().chain(rest.find("{%")).min() {
        let close = if rest[start..].starts_with("{{") {
            "}}"
        } else {
            "%}"
        };
        let end = rest[start..]
            .find(close)
            .map_or(rest.len(), |end| start + end + 2);
        html.push_str(&rest[..start]);
        html.push(GAP);
        let literals = rest[start..end].split('"').skip(1).step_by(2);
        found.extend(literals.filter(|text| is_sentence(text)).map(str::to_owned));
        rest = &rest[end..];
    }
    html.push_str(rest);
    (html, found)
}

/// A macro may hold attributes without the tag that they are for.
fn without_attributes(text: &str) -> String {
    let mut kept = String::new();
    for (place, piece) in text.split('"').enumerate() {
        let is_value = place % 2 == 1 && kept.ends_with('=');
        if !is_value {
            kept.push_str(piece);
        }
        if piece.ends_with('=') {
            let name =
                kept.trim_end_matches(|letter: char| letter.is_alphanumeric() || "=-".contains(letter));
            kept.truncate(name.len());
            kept.push('=');
        }
    }
    kept
}

fn without(text: &str, from: &str, to: &str) -> String {
    let mut pieces = text.split(from);
    let mut kept = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        kept.push_str(piece.split_once(to).map_or("", |(_, rest)| rest));
    }
    kept
}

/// Two letters in a row, not all of them capitals; but for the product's name and entities.
fn has_word(text: &str) -> bool {
    let text = text.replace("TimeTracker", "").replace('&', " &");
    let words = text.split(|letter: char| !letter.is_alphanumeric() && letter != '&');
    words.filter(|word| !word.starts_with('&')).any(|word| {
        word.chars().any(char::is_lowercase) && word.chars().filter(|c| c.is_alphabetic()).count() > 1
    })
}

/// Whether a text in an expression is meant for people: it has a word and a space, or begins with a capital.
fn is_sentence(text: &str) -> bool {
    let mut letters = text.chars();
    let is_capital =
        letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase);
    has_word(text) && (is_capital || text.contains(' ') && !text.starts_with([' ', '/']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_wherever_people_would_read_them() {
        for wrong in [
            "<p>Hello</p>",
            "{% if x %}Sign in{% endif %}",
            "<button aria-label=\"Close\">x</button>",
            "<input placeholder=\"Add a note…\">",
            "{{ form::field(\"name\", \"Your name\", values.name) }}",
            "{% call marks::empty(\"issues\", \"None\") %}{% endcall %}",
        ] {
            assert!(!plain_words(wrong).is_empty(), "{wrong}");
        }
    }

    #[test]
    fn what_is_no_language_is_left_alone() {
        for fine in [
            "{# Hello #}<p class=\"lead two\">{{ shell.words.t(\"a-b\") }}</p>",
            "<kbd>Ctrl K</kbd><code>curl -H</code>",
            "<a href=\"/settings/me\" data-keys=\"g d\">{{ icons::icon(\"plus\") }} · 3&nbsp;</a>",
            "{% if status == \"in_progress\" %}aria-current=\"page\"{% endif %}",
            "<h1>TimeTracker</h1>",
            "{% macro bad(x) %} aria-invalid=\"true\"{% if x %} id=\"{{ x }}-note\"{% endif %}{% endmacro %}",
        ] {
            assert_eq!(plain_words(fine), Vec::<String>::new(), "{fine}");
        }
    }
}
