//! Projects as people name them in forms: by name, with the code where several have one name.

use super::Project;
use super::store::{Choice, choices};
use std::collections::HashMap;
use timetracker_db::Read;
use timetracker_types::Id;

/// What each of these choices is called in a form, in their order.
#[must_use]
pub fn labels(choices: &[Choice]) -> Vec<String> {
    let mut named: HashMap<String, usize> = HashMap::new();
    for choice in choices {
        *named.entry(choice.name.to_lowercase()).or_default() += 1;
    }
    let label = |choice: &Choice| {
        let is_shared = named
            .get(&choice.name.to_lowercase())
            .is_some_and(|count| *count > 1);
        if !is_shared {
            return choice.name.clone();
        }
        let apart = choice.code.as_deref().unwrap_or(&choice.client_name);
        format!("{} ({apart})", choice.name)
    };
    choices.iter().map(label).collect()
}

/// The active project that was typed, by its label or its name, whatever the case; or a sentence for whoever typed it.
///
/// # Errors
/// Those of the database.
pub async fn typed(db: &impl Read, typed: &str) -> crate::error::Result<Result<Id<Project>, String>> {
    Ok(among(&choices(db).await?, typed.trim()))
}

fn among(choices: &[Choice], typed: &str) -> Result<Id<Project>, String> {
    let wanted = typed.to_lowercase();
    let labels = labels(choices);
    let labelled: Vec<&Choice> = (choices.iter().zip(&labels))
        .filter(|(_, label)| label.to_lowercase() == wanted)
        .map(|(choice, _)| choice)
        .collect();
    let named = || {
        choices
            .iter()
            .filter(|choice| choice.name.to_lowercase() == wanted)
            .collect()
    };
    let found = if labelled.is_empty() { named() } else { labelled };
    match found.as_slice() {
        [one] => Ok(one.id),
        [] => Err(format!(
            "There is no active project “{typed}”. Choose one from the list."
        )),
        _ => Err(format!(
            "Several projects are called “{typed}”. Choose one from the list."
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(id: i64, name: &str, code: Option<&str>, client: &str) -> Choice {
        Choice {
            id: Id::new(id),
            name: name.into(),
            code: code.map(Into::into),
            color: 0,
            client_name: client.into(),
        }
    }

    #[test]
    fn projects_of_one_name_are_told_apart_by_code_or_client() {
        let choices = [
            choice(1, "Website", Some("WEB"), "Acme"),
            choice(2, "website", None, "Bolt"),
            choice(3, "Shop", Some("SHOP"), "Acme"),
        ];
        assert_eq!(labels(&choices), ["Website (WEB)", "website (Bolt)", "Shop"]);
        assert_eq!(among(&choices, "WEBSITE (bolt)"), Ok(Id::new(2)));
        assert_eq!(among(&choices, "shop"), Ok(Id::new(3)));
        assert!(
            among(&choices, "website")
                .unwrap_err()
                .starts_with("Several projects")
        );
        assert!(
            among(&choices, "Wiki")
                .unwrap_err()
                .starts_with("There is no active project")
        );
    }
}
