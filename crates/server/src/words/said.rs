//! English sentences of actions, told in the reader's language.
//!
//! The sentence is written once, where the rule stands, and goes out as it is through the API. On a page it is looked
//! up among the English messages named `said-…`: word for word, or as a pattern with its arguments. What an argument
//! says may itself be a sentence or a name that is known here ("Name is needed." with "Name").

use super::{Language, Value, Words, catalogue};
use crate::error::Error;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Message, PatternElement};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

/// How the messages are named that stand for sentences of the code.
pub(super) const PREFIX: &str = "said-";
/// A pattern with fewer letters of its own would match what is not meant.
const FEWEST_LETTERS: usize = 3;
/// The argument that is always a number: `11 changed` is said of eleven, `3 new, 11 changed` is not.
const COUNT: &str = "n";

static SENTENCES: LazyLock<Sentences> = LazyLock::new(Sentences::read);

impl Words {
    /// A sentence of the code in the reader's language; as it is where it is not known.
    pub fn said(self, sentence: &str) -> Cow<'_, str> {
        if matches!(self.language, Language::English | Language::AmericanEnglish) || sentence.is_empty() {
            return Cow::Borrowed(sentence);
        }
        self.looked_up(sentence)
            .or_else(|| self.number(sentence))
            .or_else(|| self.listed(sentence))
            .or_else(|| self.one_by_one(sentence))
            .map_or(Cow::Borrowed(sentence), Cow::Owned)
    }

    /// What an error says, in the reader's language.
    pub fn error(self, error: &Error) -> String {
        match error {
            Error::Invalid(fields) => {
                let sentences = fields.iter().map(|field| self.said(&field.message));
                sentences.collect::<Vec<_>>().join(" ")
            }
            other => self.said(&other.sentence()).into_owned(),
        }
    }

    fn looked_up(self, sentence: &str) -> Option<String> {
        if let Some(key) = SENTENCES.plain.get(sentence) {
            return Some(self.t(key).into_owned());
        }
        let patterns = &SENTENCES.patterns;
        let (pattern, found) = patterns
            .iter()
            .find_map(|pattern| Some((pattern, pattern.arguments(sentence)?)))?;
        let arguments: Vec<(&str, Value<'_>)> = found
            .into_iter()
            .map(|(name, text)| (name, self.said(text).into()))
            .collect();
        Some(self.with(pattern.key, &arguments))
    }

    /// `5,214` with the marks of the language.
    fn number(self, text: &str) -> Option<String> {
        let (first, rest) = text.split_once(',')?;
        let is_grouped = (1..=3).contains(&first.len()) && rest.split(',').all(|group| group.len() == 3);
        let digits = text.replace(',', "");
        let number = digits.parse().ok().filter(|_| is_grouped)?;
        Some(self.count(number))
    }

    /// Facts beside each other, of which each is known: `3 new, 11 changed`. Between dots, each may stand alone.
    fn listed(self, text: &str) -> Option<String> {
        if text.contains(" · ") {
            let facts = text.split(" · ").map(|fact| self.said(fact));
            return Some(facts.collect::<Vec<_>>().join(" · "));
        }
        let facts = text.split(", ").map(|fact| self.looked_up(fact));
        let facts: Vec<String> = facts.collect::<Option<_>>()?;
        (facts.len() > 1).then(|| facts.join(", "))
    }

    /// Several sentences in a row, such as the mistakes of a form.
    fn one_by_one(self, sentences: &str) -> Option<String> {
        let at = sentences
            .match_indices(". ")
            .map(|(at, _)| at + 1)
            .find(|at| self.looked_up(&sentences[..*at]).is_some())?;
        let first = self.looked_up(&sentences[..at])?;
        Some(format!("{first} {}", self.said(sentences[at..].trim_start())))
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b',')
}

struct Sentences {
    plain: HashMap<&'static str, &'static str>,
    patterns: Vec<Pattern>,
}

struct Pattern {
    key: &'static str,
    /// Texts, each followed by the argument of the same place; one text more than arguments.
    texts: Vec<&'static str>,
    names: Vec<&'static str>,
}

impl Sentences {
    fn read() -> Self {
        let mut found = Self {
            plain: HashMap::new(),
            patterns: Vec::new(),
        };
        for entry in catalogue::ENGLISH.entries() {
            let Entry::Message(message) = entry else { continue };
            if let Some(pattern) = Pattern::of(message) {
                match pattern.texts[..] {
                    [text] => _ = found.plain.insert(text, pattern.key),
                    _ => found.patterns.push(pattern),
                }
            }
        }
        // The one that says most by itself is meant.
        found
            .patterns
            .sort_by_key(|pattern| std::cmp::Reverse(pattern.letters()));
        found
    }
}

impl Pattern {
    /// A message of ours as a pattern; nothing where it is another message or holds more than texts and arguments.
    fn of(message: &Message<&'static str>) -> Option<Self> {
        let key = message.id.name.strip_prefix(PREFIX).map(|_| message.id.name)?;
        let (mut texts, mut names) = (vec![""], Vec::new());
        for element in &message.value.as_ref()?.elements {
            match element {
                PatternElement::TextElement { value } => *texts.last_mut()? = *value,
                PatternElement::Placeable {
                    expression: Expression::Inline(InlineExpression::VariableReference { id }),
                } => {
                    names.push(id.name);
                    texts.push("");
                }
                PatternElement::Placeable { .. } => return None,
            }
        }
        let pattern = Self { key, texts, names };
        (pattern.names.is_empty() || pattern.letters() >= FEWEST_LETTERS).then_some(pattern)
    }

    fn letters(&self) -> usize {
        self.texts.iter().map(|text| text.len()).sum()
    }

    /// What stands in the places of the arguments, where the sentence is made from this pattern.
    fn arguments<'a>(&self, sentence: &'a str) -> Option<Vec<(&'static str, &'a str)>> {
        let (first, later) = self.texts.split_first()?;
        let mut rest = sentence.strip_prefix(first)?;
        let mut found = Vec::with_capacity(self.names.len());
        for (index, (name, text)) in self.names.iter().zip(later).enumerate() {
            let is_last = index + 1 == self.names.len();
            let value = if is_last {
                rest.strip_suffix(text)?
            } else {
                &rest[..rest.find(text)?]
            };
            if *name == COUNT && !is_number(value) {
                return None;
            }
            rest = &rest[value.len() + text.len()..];
            found.push((*name, value));
        }
        Some(found)
    }
}
