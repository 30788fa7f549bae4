//! Names that issues carry without owning them: a label that is renamed there moves no issue's stamp, so a
//! new name is written into every task that carries it.

use super::super::model::Connection;
use crate::error::Result;
use serde_json::{Map, Value};
use std::collections::HashMap;
use timetracker_connectors::Named;
use timetracker_db::{Read, Sql, Tx, p, record};
use timetracker_types::{Id, Instant};

/// How many names one look through the tasks searches for.
const AT_ONCE: usize = 20;

/// The names that a run knows of, by the service's ids.
#[derive(Debug)]
pub struct Names {
    connection: Id<Connection>,
    known: HashMap<String, String>,
}

impl Names {
    /// Those of the runs before.
    pub async fn load(db: &impl Read, connection: Id<Connection>) -> Result<Self> {
        let sql = "SELECT external_ref, name FROM external_names WHERE connection_id = $1";
        let rows: Vec<(String, String)> = db.query(sql, p![connection]).await?;
        Ok(Self {
            connection,
            known: rows.into_iter().collect(),
        })
    }

    /// Keeps names as they are now; answers those that tasks carry in another form.
    pub async fn meet(&mut self, tx: &Tx, names: &[&Named]) -> Result<Vec<(String, String)>> {
        let mut renamed = Vec::new();
        for named in names {
            let before = self.known.get(&named.reference);
            if before.is_some_and(|name| *name == named.name) {
                continue;
            }
            if before.is_some() {
                renamed.push((named.reference.clone(), named.name.clone()));
            }
            let sql = "INSERT INTO external_names (connection_id, external_ref, name) VALUES ($1, $2, $3)
                ON CONFLICT (connection_id, external_ref) DO UPDATE SET name = excluded.name";
            tx.exec(sql, p![self.connection, named.reference, named.name])
                .await?;
            self.known.insert(named.reference.clone(), named.name.clone());
        }
        Ok(renamed)
    }
}

record! {
    struct Carrier {
        id: i64,
        custom_fields: String,
        labels: String,
    }
}

/// Writes new names into the tasks that carry them.
pub async fn rename(
    tx: &Tx,
    connection: Id<Connection>,
    renamed: &[(String, String)],
    now: Instant,
) -> Result<()> {
    for some in renamed.chunks(AT_ONCE) {
        let names: HashMap<&str, &str> = some
            .iter()
            .map(|(reference, name)| (reference.as_str(), name.as_str()))
            .collect();
        for carrier in carriers(tx, connection, some).await? {
            let Some((custom_fields, labels)) = renewed(&carrier, &names) else {
                continue;
            };
            let sql = "UPDATE tasks SET custom_fields = $2, labels = $3, updated_at = $4 WHERE id = $1";
            tx.exec(sql, p![carrier.id, custom_fields, labels, now]).await?;
        }
    }
    Ok(())
}

/// The tasks whose custom fields hold one of these references: a look through all of them, which a new
/// name is worth.
async fn carriers(tx: &Tx, connection: Id<Connection>, renamed: &[(String, String)]) -> Result<Vec<Carrier>> {
    let mut sql = Sql::new("SELECT id, custom_fields, labels FROM tasks WHERE connection_id = ");
    sql.bind(connection).push(" AND (1 = 0");
    for (reference, _) in renamed {
        let literal = reference
            .replace('\\', "\\\\")
            .replace('%', "\\%")
            .replace('_', "\\_");
        sql.push(" OR custom_fields LIKE ")
            .bind(format!("%{literal}%"))
            .push(" ESCAPE '\\'");
    }
    sql.push(") ORDER BY id");
    let (text, params) = sql.into_parts();
    Ok(tx.query(&text, params).await?)
}

/// Custom fields and labels under the new names; nothing where no name in them is another one.
fn renewed(carrier: &Carrier, names: &HashMap<&str, &str>) -> Option<(String, String)> {
    let mut fields: Map<String, Value> = serde_json::from_str(&carrier.custom_fields).ok()?;
    let integration = fields.get_mut("integration")?.as_object_mut()?;
    let mut changed = false;
    if let Some(name) = integration
        .get("state_ref")
        .and_then(Value::as_str)
        .and_then(|state| names.get(state))
    {
        changed |= put(integration, "state", name);
    }
    for value in integration.values_mut() {
        changed |= renew(value, names);
    }
    if let Some(Value::Array(labels)) = integration.get_mut("labels") {
        let by_name =
            |label: &Value| ["name", "ref"].map(|field| label[field].as_str().unwrap_or_default().to_owned());
        labels.sort_by_key(by_name);
    }
    let labels = integration.get("labels").map_or_else(
        || carrier.labels.clone(),
        |labels| {
            let names = labels.as_array().into_iter().flatten();
            label_text(names.filter_map(|label| label["name"].as_str()))
        },
    );
    changed.then(|| (Value::Object(fields).to_string(), labels))
}

/// Renews `{"name", "ref"}`, alone or in a list.
fn renew(value: &mut Value, names: &HashMap<&str, &str>) -> bool {
    match value {
        Value::Array(list) => list
            .iter_mut()
            .fold(false, |changed, one| renew(one, names) | changed),
        Value::Object(entry) => {
            let name = entry
                .get("ref")
                .and_then(Value::as_str)
                .and_then(|reference| names.get(reference));
            name.is_some_and(|name| put(entry, "name", name))
        }
        _ => false,
    }
}

fn put(object: &mut Map<String, Value>, field: &str, text: &str) -> bool {
    let is_other = object.get(field).and_then(Value::as_str) != Some(text);
    if is_other {
        object.insert(field.into(), text.into());
    }
    is_other
}

/// Labels as tags: separated by commas, so a comma within one becomes a space.
pub fn label_text<'a>(labels: impl Iterator<Item = &'a str>) -> String {
    let labels: Vec<String> = labels
        .map(|label| {
            label
                .replace(',', " ")
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        })
        .filter(|label| !label.is_empty())
        .collect();
    labels.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_name_reaches_what_carries_its_reference_and_nothing_else() {
        let carrier = Carrier {
            id: 1,
            custom_fields:
                r#"{"mine":{"ref":"l1","name":"untouched"},"integration":{"ref":"i1","state":"Todo",
                "state_ref":"s1","labels":[{"name":"bug","ref":"l1"},{"name":"ui, web","ref":"l2"}],
                "cycle":{"name":"Cycle 7","ref":"c1"}}}"#
                    .into(),
            labels: "bug, ui web".into(),
        };
        let names = HashMap::from([("l1", "defect"), ("s1", "To do"), ("x", "y")]);
        let (fields, labels) = renewed(&carrier, &names).unwrap();
        let fields: Value = serde_json::from_str(&fields).unwrap();
        assert_eq!(labels, "defect, ui web");
        assert_eq!(fields["integration"]["state"], "To do");
        assert_eq!(fields["integration"]["labels"][0]["name"], "defect");
        let (fields_again, labels_again) =
            renewed(&carrier, &HashMap::from([("l2", "a first one")])).unwrap();
        assert_eq!(labels_again, "a first one, bug");
        assert!(fields_again.find("a first one") < fields_again.find("bug"));
        assert_eq!(fields["integration"]["cycle"]["name"], "Cycle 7");
        assert_eq!(fields["mine"]["name"], "untouched");
        assert!(renewed(&carrier, &HashMap::from([("l1", "bug")])).is_none());
    }
}
