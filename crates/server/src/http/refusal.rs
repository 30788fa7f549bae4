//! A form that was refused: which of its mistakes are shown where.

use crate::error::{Error, Result};

/// Why a form comes back; nothing on its first showing.
///
/// Templates ask [`of`](Self::of) beside each field and [`overall`](Self::overall) above them all.
#[derive(Debug, Clone, Default)]
pub struct Refusal(Option<Error>);

impl Refusal {
    /// Takes what a form can show. What it cannot (nothing there, not allowed, our fault) stays an error.
    pub fn of_form(error: Error) -> Result<Self> {
        match error {
            Error::Invalid(_) | Error::Rule { .. } | Error::Conflict { .. } => Ok(Self(Some(error))),
            other => Err(other),
        }
    }

    /// Whether there is anything to show.
    pub fn is_some(&self) -> bool {
        self.0.is_some()
    }

    /// The sentence about one field; empty where that field is right.
    pub fn of(&self, field: &str) -> &str {
        self.0
            .as_ref()
            .and_then(|error| error.of_field(field))
            .unwrap_or("")
    }

    /// The sentence about the whole form: a rule of the domain, or mistakes in fields that it does not show.
    pub fn overall(&self, shown: &[&str]) -> String {
        match &self.0 {
            None => String::new(),
            Some(Error::Invalid(fields)) => {
                let hidden = fields
                    .iter()
                    .filter(|field| !shown.contains(&field.field.as_ref()));
                hidden
                    .map(|field| field.message.as_str())
                    .collect::<Vec<_>>()
                    .join(" ")
            }
            Some(other) => other.sentence(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mistake_stands_beside_its_field_and_the_others_above() {
        let mut mistakes = crate::error::Mistakes::default();
        mistakes.add("name", "A name is needed.");
        mistakes.add("color", "Choose a colour.");
        let refusal = Refusal::of_form(mistakes.check().unwrap_err()).unwrap();
        assert_eq!(refusal.of("name"), "A name is needed.");
        assert_eq!(refusal.of("code"), "");
        assert_eq!(refusal.overall(&["name", "code"]), "Choose a colour.");
    }

    #[test]
    fn a_rule_stands_above_the_form() {
        let refusal = Refusal::of_form(Error::rule("overlapping_entry", "It overlaps ENG-1.")).unwrap();
        assert_eq!(refusal.overall(&["name"]), "It overlaps ENG-1.");
        assert_eq!(refusal.of("name"), "");
    }

    #[test]
    fn what_a_form_cannot_show_stays_an_error() {
        assert!(matches!(
            Refusal::of_form(Error::NotFound("task")),
            Err(Error::NotFound(_))
        ));
        assert!(matches!(
            Refusal::of_form(Error::Internal("x".into())),
            Err(Error::Internal(_))
        ));
    }
}
