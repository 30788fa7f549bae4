//! What a connector declares about itself, and the settings that people give it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The most characters a setting may have.
const LONGEST_VALUE: usize = 2_000;

/// What a connector is called, what it needs to be told and what it can do. Draws the form, the API and the documents.
#[derive(Debug)]
pub struct Manifest {
    /// The name in URLs, commands and the database; never changes.
    pub name: &'static str,
    /// The name people know.
    pub title: &'static str,
    /// One sentence: what connecting gives.
    pub summary: &'static str,
    /// The value of `custom_fields.integration.source` on what comes from here.
    pub source: &'static str,
    /// The key that people paste.
    pub secret: SecretField,
    /// The other settings, in the order of the form.
    pub fields: &'static [Field],
    /// What the connector can do.
    pub capabilities: Capabilities,
}

/// How to ask for the key.
#[derive(Debug)]
pub struct SecretField {
    /// What the field is called.
    pub label: &'static str,
    /// Where people find the key.
    pub help: &'static str,
    /// What a key looks like.
    pub placeholder: &'static str,
    /// The page on which people make a key.
    pub url: &'static str,
}

/// What a connector can do. The contract tests are chosen by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// A pass after the first brings only what changed since.
    pub incremental: bool,
    /// Issues that were archived or trashed after the first pass are told of.
    pub archived: bool,
}

/// One setting.
#[derive(Debug)]
pub struct Field {
    /// The name in the stored settings and in the form.
    pub name: &'static str,
    /// What the field is called.
    pub label: &'static str,
    /// What it is for.
    pub help: &'static str,
    /// What a value may look like.
    pub placeholder: &'static str,
    /// What values it takes.
    pub kind: FieldKind,
    /// The value where none is given, in its stored form.
    pub default: &'static str,
}

/// What values a setting takes. Each has one stored form, which is text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Any text, trimmed.
    Text,
    /// Short names, separated by commas or spaces; stored as `ENG, MOB`, without repetitions.
    Keys,
    /// `on` or `off`. A form sends nothing for a box without a tick, so its reader adds `off`.
    Switch,
    /// One of some values, each with its label.
    Choice(&'static [(&'static str, &'static str)]),
    /// A whole number.
    Number {
        /// The least that is taken.
        min: i64,
        /// The most that is taken.
        max: i64,
    },
}

/// The settings of one connection, complete and valid: every field of the manifest has a value in its stored form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Settings(BTreeMap<String, String>);

impl Manifest {
    /// The field with this name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Checks what people gave and completes it with the defaults.
    ///
    /// A mistake is the field's name and a sentence about it; every mistake is reported.
    pub fn validate(&self, given: &BTreeMap<String, String>) -> Result<Settings, Vec<(String, String)>> {
        let mut settings = BTreeMap::new();
        let mut mistakes = Vec::new();
        for field in self.fields {
            let value = given.get(field.name).map_or(field.default, String::as_str);
            match field.read(value) {
                Ok(value) => drop(settings.insert(field.name.to_owned(), value)),
                Err(sentence) => mistakes.push((field.name.to_owned(), sentence)),
            }
        }
        let unknown = given.keys().filter(|name| self.field(name).is_none());
        mistakes.extend(unknown.map(|name| (name.clone(), self.unknown_setting(name))));
        if mistakes.is_empty() {
            Ok(Settings(settings))
        } else {
            Err(mistakes)
        }
    }

    fn unknown_setting(&self, name: &str) -> String {
        let known: Vec<&str> = self.fields.iter().map(|field| field.name).collect();
        let name: String = name.chars().take(50).collect();
        format!(
            "{} has no setting “{name}”. It has {}.",
            self.title,
            known.join(", ")
        )
    }
}

impl Field {
    /// The stored form of a value, or a sentence about what is wrong with it.
    fn read(&self, value: &str) -> Result<String, String> {
        let value = value.trim();
        if value.chars().nth(LONGEST_VALUE).is_some() {
            return Err(format!(
                "{} is too long. Use at most {LONGEST_VALUE} characters.",
                self.label
            ));
        }
        match self.kind {
            FieldKind::Text => Ok(value.to_owned()),
            FieldKind::Keys => Ok(keys_in(value).join(", ")),
            FieldKind::Switch => self.read_switch(value),
            FieldKind::Choice(choices) => self.read_choice(value, choices),
            FieldKind::Number { min, max } => self.read_number(value, min, max),
        }
    }

    fn read_switch(&self, value: &str) -> Result<String, String> {
        match value.to_ascii_lowercase().as_str() {
            "on" | "true" | "yes" | "1" => Ok("on".to_owned()),
            "off" | "false" | "no" | "0" | "" => Ok("off".to_owned()),
            _ => Err(format!("{} can be on or off.", self.label)),
        }
    }

    fn read_choice(&self, value: &str, choices: &[(&str, &str)]) -> Result<String, String> {
        if choices.iter().any(|(known, _)| *known == value) {
            return Ok(value.to_owned());
        }
        let known: Vec<&str> = choices.iter().map(|(known, _)| *known).collect();
        Err(format!("{} can be one of: {}.", self.label, known.join(", ")))
    }

    fn read_number(&self, value: &str, min: i64, max: i64) -> Result<String, String> {
        match value.parse::<i64>() {
            Ok(number) if (min..=max).contains(&number) => Ok(number.to_string()),
            _ => Err(format!("{} is a whole number from {min} to {max}.", self.label)),
        }
    }
}

/// The short names in a text, each once, whatever its case, in the order and the case in which it came first.
fn keys_in(text: &str) -> Vec<&str> {
    let mut keys: Vec<&str> = Vec::new();
    for key in text.split(|c: char| c == ',' || c == ';' || c.is_whitespace()) {
        if !key.is_empty() && !keys.iter().any(|known| known.eq_ignore_ascii_case(key)) {
            keys.push(key);
        }
    }
    keys
}

impl Settings {
    /// Every setting by name, in its stored form.
    pub fn as_map(&self) -> &BTreeMap<String, String> {
        &self.0
    }

    /// A setting in its stored form; empty for a name that the manifest does not have.
    pub fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// The short names of a [`FieldKind::Keys`].
    pub fn keys(&self, name: &str) -> Vec<&str> {
        keys_in(self.text(name))
    }

    /// Whether a [`FieldKind::Switch`] is on.
    pub fn is_on(&self, name: &str) -> bool {
        self.text(name) == "on"
    }

    /// The number of a [`FieldKind::Number`]; nothing for a name that the manifest does not have.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.text(name).parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: Manifest = Manifest {
        name: "example",
        title: "Example",
        summary: "An example.",
        source: "example",
        secret: SecretField {
            label: "Key",
            help: "A key.",
            placeholder: "",
            url: "https://example.org",
        },
        fields: &[
            field("words", FieldKind::Text, "none"),
            field("teams", FieldKind::Keys, ""),
            field("often", FieldKind::Switch, "on"),
            field(
                "by",
                FieldKind::Choice(&[("type", "By type"), ("name", "By name")]),
                "type",
            ),
            field("pages", FieldKind::Number { min: 1, max: 20 }, "5"),
        ],
        capabilities: Capabilities {
            incremental: false,
            archived: false,
        },
    };

    const fn field(name: &'static str, kind: FieldKind, default: &'static str) -> Field {
        Field {
            name,
            label: name,
            help: "What it is for.",
            placeholder: "",
            kind,
            default,
        }
    }

    fn given(values: &[(&str, &str)]) -> BTreeMap<String, String> {
        values
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn what_is_not_given_has_its_default() {
        let settings = MANIFEST.validate(&given(&[])).unwrap();
        assert_eq!(
            (
                settings.text("words"),
                settings.is_on("often"),
                settings.number("pages")
            ),
            ("none", true, Some(5))
        );
        assert_eq!((settings.keys("teams"), settings.text("by")), (vec![], "type"));
    }

    #[test]
    fn values_are_kept_in_one_form_however_they_were_typed() {
        let typed = given(&[
            ("teams", " eng,MOB ;Eng\nweb "),
            ("often", "FALSE"),
            ("pages", " 007 "),
            ("words", " x "),
        ]);
        let settings = MANIFEST.validate(&typed).unwrap();
        assert_eq!(
            (settings.text("teams"), settings.keys("teams")),
            ("eng, MOB, web", vec!["eng", "MOB", "web"])
        );
        assert_eq!(
            (
                settings.text("often"),
                settings.text("pages"),
                settings.text("words")
            ),
            ("off", "7", "x")
        );
        assert_eq!(MANIFEST.validate(settings.as_map()), Ok(settings));
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let long = "x".repeat(2_001);
        let typed = given(&[
            ("words", &long),
            ("often", "maybe"),
            ("by", "luck"),
            ("pages", "21"),
            ("colour", "red"),
        ]);
        let mistakes = MANIFEST.validate(&typed).unwrap_err();
        let expected = [
            ("words", "words is too long. Use at most 2000 characters."),
            ("often", "often can be on or off."),
            ("by", "by can be one of: type, name."),
            ("pages", "pages is a whole number from 1 to 20."),
            (
                "colour",
                "Example has no setting “colour”. It has words, teams, often, by, pages.",
            ),
        ];
        let expected: Vec<_> = expected
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect();
        assert_eq!(mistakes, expected);
    }

    #[test]
    fn a_number_is_a_number() {
        for wrong in ["", "0", "-1", "1.5", "many", "99999999999999999999"] {
            assert!(
                MANIFEST.validate(&given(&[("pages", wrong)])).is_err(),
                "{wrong:?}"
            );
        }
    }
}
