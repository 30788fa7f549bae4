//! Which languages there are, and which of them a reader wants.

use unic_langid::LanguageIdentifier;

/// A language, with the habits of a country where they differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English as most of the world writes it.
    #[default]
    English,
    /// With the dates and clocks of the United States.
    AmericanEnglish,
    /// German.
    German,
    /// With the numbers of Switzerland.
    SwissGerman,
    /// English from right to left, to see what such a language does to a page.
    MirroredEnglish,
}

impl Language {
    /// Every language that can be chosen.
    pub const ALL: [Self; 5] = [
        Self::English,
        Self::AmericanEnglish,
        Self::German,
        Self::SwissGerman,
        Self::MirroredEnglish,
    ];

    /// As browsers and the API write it.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::AmericanEnglish => "en-US",
            Self::German => "de",
            Self::SwissGerman => "de-CH",
            Self::MirroredEnglish => "en-XB",
        }
    }

    /// Its name in itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::AmericanEnglish => "English (United States)",
            Self::German => "Deutsch",
            Self::SwissGerman => "Deutsch (Schweiz)",
            Self::MirroredEnglish => "English, right to left (to test pages)",
        }
    }

    /// Where its lines begin.
    pub fn direction(self) -> &'static str {
        match self {
            Self::MirroredEnglish => "rtl",
            _ => "ltr",
        }
    }

    /// The language behind a tag; nothing where we do not speak it.
    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::of(&tag.parse().ok()?)
    }

    /// Whether a person has a tag that is none of ours to the letter, such as `en-GB` or `fr`; it stays theirs.
    pub fn is_other(tag: &str) -> bool {
        Self::ALL.iter().all(|language| language.tag() != tag)
    }

    /// The first that we speak of those that an `Accept-Language` header lists; browsers list the dearest first.
    pub fn accepted(header: &str) -> Self {
        let wanted = fluent_langneg::parse_accepted_languages(header);
        wanted.iter().find_map(Self::of).unwrap_or_default()
    }

    /// The number of its first day of the week, 0 for Monday.
    pub fn first_weekday(self) -> i64 {
        match self {
            Self::AmericanEnglish => 6,
            _ => 0,
        }
    }

    fn of(wanted: &LanguageIdentifier) -> Option<Self> {
        let region = wanted.region.map(|region| region.as_str().to_owned());
        match (wanted.language.as_str(), region.as_deref()) {
            ("en", Some("US")) => Some(Self::AmericanEnglish),
            ("en", Some("XB")) => Some(Self::MirroredEnglish),
            ("en", _) => Some(Self::English),
            ("de", Some("CH" | "LI")) => Some(Self::SwissGerman),
            ("de", _) => Some(Self::German),
            _ => None,
        }
    }
}
