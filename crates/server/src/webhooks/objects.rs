//! The things that events are about, as the API shows them, read within the transaction that changed them.

use crate::error::Result;
use crate::{clients, comments, projects, tasks, time_entries, users};
use serde_json::Value;
use timetracker_db::Read;
use timetracker_types::{Id, Instant, Zone};

/// Whether changes of this kind of thing are told at all.
pub fn is_told(entity: &str) -> bool {
    matches!(
        entity,
        "time_entry" | "project" | "task" | "client" | "user" | "comment"
    )
}

/// The thing as somebody in that zone reads it; null where it is not there any more.
pub async fn shown(db: &impl Read, entity: &str, id: i64, zone: &Zone, now: Instant) -> Result<Value> {
    let found = match entity {
        "time_entry" => time_entries::on_the_wire(db, Id::new(id), zone, now).await?,
        "project" => projects::on_the_wire(db, Id::new(id)).await?,
        "task" => tasks::on_the_wire(db, Id::new(id), zone.day_of(now)).await?,
        "client" => clients::on_the_wire(db, Id::new(id)).await?,
        "comment" => comments::on_the_wire(db, Id::new(id)).await?,
        "user" => users::on_the_wire(db, Id::new(id)).await?,
        _ => None,
    };
    Ok(found.unwrap_or(Value::Null))
}
