//! The conditions of a filter as SQL, for whoever reads tasks through one.

use super::arrange::Estimate;
use super::store::{Filter, LONGEST_WORD, MOST_WORDS, Whose};
use timetracker_db::Sql;

/// Adds the filter's conditions to a statement over the table `tasks`, without an alias.
pub(super) fn narrow(sql: &mut Sql, filter: &Filter) {
    for word in filter.search.split_whitespace().take(MOST_WORDS) {
        sql.push(" AND search_text LIKE ")
            .bind(containing(word))
            .push(" ESCAPE '\\'");
    }
    one_of(sql, "project_id", &filter.projects);
    one_of(sql, "status", &filter.statuses);
    one_of(sql, "priority", &filter.priorities);
    one_of(sql, "cycle", &filter.cycles);
    match &filter.column_key {
        None => {}
        Some(None) => {
            sql.push(" AND column_key IS NULL");
        }
        Some(Some(key)) => {
            sql.push(" AND column_key = ").bind(key.as_str());
        }
    }
    if let Some(person) = filter.assignee_id {
        sql.push(" AND assignee_id = ").bind(person);
    }
    whose(sql, &filter.whose);
    tagged(sql, &filter.tags);
    labelled(sql, &filter.labels);
    measured(sql, filter);
    if let Some(person) = filter.starred_by {
        sql.push(" AND id IN (SELECT task_id FROM favorite_tasks WHERE user_id = ")
            .bind(person)
            .push(")");
    }
}

fn one_of<V: timetracker_db::ToVal + Clone>(sql: &mut Sql, column: &'static str, values: &[V]) {
    if !values.is_empty() {
        sql.push(" AND ").push_in(column, values.iter().cloned());
    }
}

fn whose(sql: &mut Sql, wanted: &[Whose]) {
    if wanted.is_empty() {
        return;
    }
    let people: Vec<_> = wanted
        .iter()
        .filter_map(|whose| match whose {
            Whose::Person(id) => Some(*id),
            Whose::Nobody => None,
        })
        .collect();
    sql.push(" AND (").push_in("assignee_id", people);
    if wanted.contains(&Whose::Nobody) {
        sql.push(" OR assignee_id IS NULL");
    }
    sql.push(")");
}

/// Parts of the text of tags and labels.
fn tagged(sql: &mut Sql, tags: &[String]) {
    if tags.is_empty() {
        return;
    }
    sql.push(" AND (1 = 0");
    for tag in tags.iter().take(MOST_WORDS) {
        sql.push(" OR lower(tags) LIKE ")
            .bind(containing(tag))
            .push(" ESCAPE '\\' OR lower(labels) LIKE ")
            .bind(containing(tag))
            .push(" ESCAPE '\\'");
    }
    sql.push(")");
}

/// Whole labels and tags: between commas, whatever their case.
fn labelled(sql: &mut Sql, labels: &[String]) {
    if labels.is_empty() {
        return;
    }
    sql.push(" AND (labels <> '' OR tags <> '') AND (1 = 0");
    for label in labels.iter().take(MOST_WORDS) {
        sql.push(" OR lower(',' || replace(labels || ',' || tags, ', ', ',') || ',') LIKE lower(")
            .bind(format!("%,{},%", escaped(label)))
            .push(") ESCAPE '\\'");
    }
    sql.push(")");
}

const WORKED: &str = "COALESCE((SELECT SUM(e.duration_seconds) FROM time_entries e
    WHERE e.task_id = tasks.id AND e.deleted_at IS NULL), 0)";

/// Against the estimate, and whether there is time at all.
fn measured(sql: &mut Sql, filter: &Filter) {
    match filter.estimate {
        None => {}
        Some(Estimate::Without) => {
            sql.push(" AND estimate_seconds IS NULL");
        }
        Some(Estimate::Over) => {
            sql.push(" AND estimate_seconds IS NOT NULL AND estimate_seconds < ")
                .push(WORKED);
        }
        Some(Estimate::Under) => {
            sql.push(" AND estimate_seconds IS NOT NULL AND estimate_seconds >= ")
                .push(WORKED);
        }
    }
    if let Some(has_time) = filter.has_time {
        sql.push(if has_time {
            " AND EXISTS"
        } else {
            " AND NOT EXISTS"
        })
        .push(" (SELECT 1 FROM time_entries e WHERE e.task_id = tasks.id AND e.deleted_at IS NULL)");
    }
}

/// A LIKE pattern for texts that hold these characters literally.
fn containing(text: &str) -> String {
    format!("%{}%", escaped(&text.to_lowercase()))
}

/// Characters that mean themselves to LIKE.
fn escaped(text: &str) -> String {
    let mut pattern = String::new();
    for character in text.chars().take(LONGEST_WORD) {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern
}
