//! Whether an extract of a schema still agrees with the whole one.

use std::collections::BTreeMap;

use super::schema::{FieldDef, InputSlot, Schema, TypeDef};

/// Every type, field, argument, input field and enum value of `ours` that `official` lacks or types otherwise.
pub(crate) fn disagreements(ours: &Schema, official: &Schema) -> Vec<String> {
    let mut found = Vec::new();
    for (name, def) in &ours.types {
        match official.get(name) {
            None => found.push(format!("{} {name} does not exist", def.kind())),
            Some(theirs) => compare_types(name, def, theirs, &mut found),
        }
    }
    found
}

fn compare_types(name: &str, ours: &TypeDef, theirs: &TypeDef, found: &mut Vec<String>) {
    match (ours, theirs) {
        (TypeDef::Scalar, TypeDef::Scalar) => {}
        (TypeDef::Enum(ours), TypeDef::Enum(theirs)) | (TypeDef::Union(ours), TypeDef::Union(theirs)) => {
            let gone = ours.iter().filter(|value| !theirs.contains(value));
            found.extend(gone.map(|value| format!("{name} has no {value}")));
        }
        (TypeDef::Input(ours), TypeDef::Input(theirs)) => {
            compare_slots(name, ours, theirs, found);
            report_new_requirements(name, ours, theirs, found);
        }
        (TypeDef::Object { fields: ours, .. }, TypeDef::Object { fields: theirs, .. })
        | (TypeDef::Interface { fields: ours }, TypeDef::Interface { fields: theirs }) => {
            compare_fields(name, ours, theirs, found);
        }
        _ => found.push(format!(
            "{name} is a {} there, not a {}",
            theirs.kind(),
            ours.kind()
        )),
    }
}

type Fields = BTreeMap<String, FieldDef>;
type Slots = BTreeMap<String, InputSlot>;

fn compare_fields(parent: &str, ours: &Fields, theirs: &Fields, found: &mut Vec<String>) {
    for (name, field) in ours {
        let place = format!("{parent}.{name}");
        let Some(other) = theirs.get(name) else {
            found.push(format!("field {place} does not exist"));
            continue;
        };
        if field.of != other.of {
            found.push(format!("field {place} is {} there, not {}", other.of, field.of));
        }
        compare_slots(&place, &field.arguments, &other.arguments, found);
        report_new_requirements(&place, &field.arguments, &other.arguments, found);
    }
}

fn compare_slots(place: &str, ours: &Slots, theirs: &Slots, found: &mut Vec<String>) {
    for (name, slot) in ours {
        match theirs.get(name) {
            None => found.push(format!("{place} takes no {name}")),
            Some(other) if other.of != slot.of => {
                found.push(format!(
                    "{name} of {place} is {} there, not {}",
                    other.of, slot.of
                ));
            }
            Some(other) if other.default != slot.default => {
                found.push(format!("{name} of {place} has another default there"));
            }
            Some(_) => {}
        }
    }
}

/// What must be given there but is unknown to us would make our valid queries invalid.
fn report_new_requirements(place: &str, ours: &Slots, theirs: &Slots, found: &mut Vec<String>) {
    let needed = theirs
        .iter()
        .filter(|(name, slot)| slot.is_required() && !ours.contains_key(*name));
    found.extend(needed.map(|(name, _)| format!("{place} needs {name} there")));
}
