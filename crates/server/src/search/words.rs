//! What somebody asked for, as words that must all occur, in any case and any script.

/// More words than anybody looks for.
const MOST_WORDS: usize = 8;
/// The longest word that is looked for, in characters.
const LONGEST_WORD: usize = 100;

/// The words of a question in lower case; `%` and `_` are letters like others.
#[derive(Debug, Clone)]
pub struct Words(Vec<String>);

impl Words {
    /// The words of what somebody typed.
    pub fn of(typed: &str) -> Self {
        let lower = typed.to_lowercase();
        let words = lower.split_whitespace().take(MOST_WORDS);
        Self(
            words
                .map(|word| word.chars().take(LONGEST_WORD).collect())
                .collect(),
        )
    }

    /// Whether each of them occurs.
    pub fn occur_in(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.0.iter().all(|word| text.contains(word.as_str()))
    }

    /// Whether both engines fold them alike.
    pub fn are_plain(&self) -> bool {
        self.0.iter().all(|word| word.is_ascii())
    }

    /// For `LIKE … ESCAPE '\'` on text in lower case.
    pub fn patterns(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|word| {
            let escaped = word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            format!("%{escaped}%")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_occur_in_any_order_case_and_script() {
        let words = Words::of("SÖHNE bêta");
        assert!(words.occur_in("Bêta & Söhne") && !words.occur_in("Beta & Söhne"));
        assert!(!words.are_plain() && Words::of("eng-42").are_plain());
        assert!(Words::of("ΔΊΚΗ").occur_in("η δίκη") && Words::of("会社").occur_in("株式会社"));
    }

    #[test]
    fn signs_of_like_are_letters() {
        let patterns: Vec<String> = Words::of(r"100% a_b c\d").patterns().collect();
        assert_eq!(patterns, [r"%100\%%", r"%a\_b%", r"%c\\d%"]);
    }
}
