//! Fields as they came, each by itself.
//!
//! One issue that Linear sends half broken must not cost the other 249 of its page. So no field refuses what it is
//! given: what came, or did not, is kept as a [`Field`], and whoever needs it asks for it and gets a [`Flaw`] that names
//! the field. The answer is still read once, straight from its bytes.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use timetracker_types::{Day, Instant};

/// A field of an answer.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Field<T> {
    /// It was not there.
    #[default]
    Absent,
    /// It was there, with nothing in it.
    Null,
    /// There was something of another kind in it.
    Odd,
    /// It is this.
    Is(T),
}

/// Why something cannot be read: the field, with those around it, and whether there was nothing in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    field: String,
    missing: bool,
}

/// What can be read from a field. Each kind of JSON value is refused unless it is taken.
pub trait Wire: Sized {
    /// From a text.
    fn text(_: &str) -> Option<Self> {
        None
    }

    /// From a number.
    fn number(_: f64) -> Option<Self> {
        None
    }

    /// From true or false.
    fn flag(_: bool) -> Option<Self> {
        None
    }

    /// From a list.
    fn list<'de, A: SeqAccess<'de>>(mut items: A) -> Result<Option<Self>, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    /// From an object.
    fn object<'de, A: MapAccess<'de>>(mut entries: A) -> Result<Option<Self>, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

/// Without the character 0, which no database keeps.
impl Wire for String {
    fn text(text: &str) -> Option<Self> {
        Some(if text.contains('\0') {
            text.replace('\0', "")
        } else {
            text.to_owned()
        })
    }
}

impl Wire for f64 {
    fn number(number: f64) -> Option<Self> {
        Some(number)
    }
}

impl Wire for bool {
    fn flag(flag: bool) -> Option<Self> {
        Some(flag)
    }
}

impl Wire for Instant {
    fn text(text: &str) -> Option<Self> {
        Self::from_rfc3339(text).ok()
    }
}

/// A day that is none is a flaw: taken for no day at all, it would pass for what people set there.
impl Wire for Day {
    fn text(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl<T: Wire> Wire for Vec<Field<T>> {
    fn list<'de, A: SeqAccess<'de>>(mut items: A) -> Result<Option<Self>, A::Error> {
        let mut list = Vec::with_capacity(items.size_hint().unwrap_or_default().min(250));
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Some(list))
    }
}

impl<T> Field<T> {
    /// What is in it; a flaw where that is nothing, or not of the right kind.
    pub fn needed(self, field: &str) -> Result<T, Flaw> {
        match self {
            Self::Is(value) => Ok(value),
            Self::Absent | Self::Null => Err(Flaw::missing(field)),
            Self::Odd => Err(Flaw::odd(field)),
        }
    }

    /// What is in it, if anything; a flaw only where that is not of the right kind.
    pub fn optional(self, field: &str) -> Result<Option<T>, Flaw> {
        match self {
            Self::Is(value) => Ok(Some(value)),
            Self::Absent | Self::Null => Ok(None),
            Self::Odd => Err(Flaw::odd(field)),
        }
    }

    /// What is in it, if that is of the right kind.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Is(value) => Some(value),
            _ => None,
        }
    }
}

impl Field<String> {
    /// A text that is needed and not empty.
    pub fn named(self, field: &str) -> Result<String, Flaw> {
        let text = self.needed(field)?;
        if text.is_empty() {
            return Err(Flaw::missing(field));
        }
        Ok(text)
    }
}

impl Flaw {
    /// There is nothing in the field.
    pub fn missing(field: &str) -> Self {
        Self {
            field: field.to_owned(),
            missing: true,
        }
    }

    /// There is something of another kind in the field.
    pub fn odd(field: &str) -> Self {
        Self {
            field: field.to_owned(),
            missing: false,
        }
    }

    /// The same flaw of a field that lies within another one.
    #[must_use]
    pub fn within(self, outer: &str) -> Self {
        Self {
            field: format!("{outer}.{}", self.field),
            ..self
        }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.missing {
            "has nothing in it"
        } else {
            "holds something unexpected"
        };
        write!(formatter, "its field “{}” {what}", self.field)
    }
}

impl<'de, T: Wire> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader(PhantomData))
    }
}

struct Reader<T>(PhantomData<T>);

fn or_odd<T>(value: Option<T>) -> Field<T> {
    value.map_or(Field::Odd, Field::Is)
}

impl<'de, T: Wire> Visitor<'de> for Reader<T> {
    type Value = Field<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Field::Null)
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(or_odd(T::text(text)))
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Self::Value, E> {
        Ok(or_odd(T::flag(flag)))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(or_odd(T::number(number)))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "the numbers we read are small; a huge one is odd anyway"
    )]
    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(or_odd(T::number(number as f64)))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "the numbers we read are small; a huge one is odd anyway"
    )]
    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(or_odd(T::number(number as f64)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
        T::list(items).map(or_odd)
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Self::Value, A::Error> {
        T::object(entries).map(or_odd)
    }
}

/// The same JSON without what no text may hold: bytes that are not UTF-8, and halves of characters written as escapes
/// (a title cut off in the middle of an emoji). Each becomes the replacement character. Nothing where nothing was wrong.
pub fn mended(json: &[u8]) -> Option<Vec<u8>> {
    let text = String::from_utf8_lossy(json);
    let mut mended = String::with_capacity(text.len());
    let (mut rest, mut whole) = (text.as_ref(), matches!(text, std::borrow::Cow::Borrowed(_)));
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        mended.push_str(before);
        let (length, is_half) = match unit(escape) {
            Some(0xD800..0xDC00) if escape.get(6..).and_then(unit).is_some_and(is_second_half) => (12, false),
            Some(0xD800..0xE000) => (6, true),
            Some(_) => (6, false),
            None => (escape.chars().take(2).map(char::len_utf8).sum(), false),
        };
        let (escape, after) = escape.split_at(length);
        mended.push_str(if is_half { "\\ufffd" } else { escape });
        whole &= !is_half;
        rest = after;
    }
    mended.push_str(rest);
    (!whole).then(|| mended.into_bytes())
}

/// The UTF-16 unit of an escape such as `\u00e9` at the beginning of a text.
fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    u16::from_str_radix(digits, 16).ok()
}

fn is_second_half(unit: u16) -> bool {
    (0xDC00..0xE000).contains(&unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<T: Wire>(json: &str) -> Field<T> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn every_kind_of_value_is_taken_or_called_odd_and_never_refused() {
        let any = [
            "null",
            "true",
            "1",
            "-1",
            "1.5",
            "\"x\"",
            "[1,{\"a\":[]}]",
            "{\"a\":{\"b\":[]}}",
        ];
        for json in any {
            let fields = (
                read::<String>(json),
                read::<f64>(json),
                read::<bool>(json),
                read::<Instant>(json),
            );
            assert_eq!(matches!(fields.0, Field::Is(_)), json.starts_with('"'), "{json}");
            assert_eq!(
                matches!(fields.1, Field::Is(_)),
                json.ends_with(['1', '5']),
                "{json}"
            );
            assert_eq!(matches!(fields.2, Field::Is(_)), json == "true", "{json}");
            assert!(!matches!(fields.3, Field::Is(_)), "{json}");
            assert_eq!(matches!(fields.3, Field::Null), json == "null", "{json}");
        }
        assert_eq!(
            read::<Vec<Field<f64>>>("[1, null, {}]"),
            Field::Is(vec![Field::Is(1.0), Field::Null, Field::Odd])
        );
    }

    #[test]
    fn halves_of_characters_are_mended_and_what_is_sound_is_left_alone() {
        let mend = |json: &str| mended(json.as_bytes()).map(|mended| String::from_utf8(mended).unwrap());
        let sound = [
            r#"{"a":"x"}"#,
            r#""\ud83d\ude00""#,
            r#""\\ud83d""#,
            r#""é\"\n\u00e9\\""#,
            r#""\"#,
            r#""\u00"#,
        ];
        for json in sound {
            assert_eq!(mend(json), None, "{json}");
        }
        assert_eq!(mend(r#""a\ud83d""#).as_deref(), Some(r#""a\ufffd""#));
        assert_eq!(
            mend(r#""\ude00\ud83d\ude00\ud83d\n""#).as_deref(),
            Some(r#""\ufffd\ud83d\ude00\ufffd\n""#)
        );
        assert_eq!(mended(b"\"\xff\"").as_deref(), Some("\"\u{fffd}\"".as_bytes()));
        assert_eq!(read::<String>("\"a\\u0000b\""), Field::Is("ab".to_owned()));
    }

    #[test]
    fn a_flaw_names_the_field_and_those_around_it() {
        let flaw = read::<String>("null")
            .needed("name")
            .unwrap_err()
            .within("assignee");
        assert_eq!(flaw.to_string(), "its field “assignee.name” has nothing in it");
        let flaw = read::<String>("7").optional("url").unwrap_err();
        assert_eq!(flaw.to_string(), "its field “url” holds something unexpected");
        assert!(read::<String>("\"\"").named("id").is_err());
    }
}
