//! What may be done with projects. Managers and administrators do it; everybody may read.

use super::model::{NewProject, Project, ProjectPatch};
use super::store;
use crate::app::App;
use crate::audit::{self, Event};
use crate::auth::Actor;
use crate::error::{Error, Mistakes, Result};
use crate::http::text;
use crate::{clients, organisation};
use timetracker_db::Tx;
use timetracker_types::{Id, Instant};

/// How many colours the palette has.
pub const COLORS: i64 = 12;
/// More hours than any estimate needs.
const MOST_HOURS: f64 = 1_000_000.0;

/// Adds a project.
pub async fn create(app: &App, actor: &Actor, new: NewProject) -> Result<Project> {
    actor.require_manager()?;
    let currency = organisation::currency(&app.db).await?;
    let tx = app.db.begin().await?;
    let mut project = checked(&new, &currency, app.now())?;
    refuse_clashes(&tx, &project).await?;
    project.id = store::insert(&tx, &project, actor.user.id.get()).await?;
    note(&tx, actor, app.now(), "created", None, &project).await?;
    tx.commit().await?;
    Ok(project)
}

/// Changes a project.
pub async fn update(app: &App, actor: &Actor, id: Id<Project>, patch: ProjectPatch) -> Result<Project> {
    actor.require_manager()?;
    let currency = organisation::currency(&app.db).await?;
    let tx = app.db.begin().await?;
    tx.lock("project", id.get()).await?;
    let before = store::find(&tx, id).await?.ok_or(Error::NotFound("project"))?;
    let after = patched(&before, &patch, &currency, app.now())?;
    refuse_clashes(&tx, &after).await?;
    save(app, tx, actor, "updated", &before, after).await
}

/// Hides a project; its time stays, and no new time can be put on it.
pub async fn archive(app: &App, actor: &Actor, id: Id<Project>) -> Result<Project> {
    set_status(app, actor, id, "archived").await
}

/// Brings an archived or inactive project back.
pub async fn restore(app: &App, actor: &Actor, id: Id<Project>) -> Result<Project> {
    set_status(app, actor, id, "active").await
}

async fn set_status(app: &App, actor: &Actor, id: Id<Project>, status: &'static str) -> Result<Project> {
    actor.require_manager()?;
    let tx = app.db.begin().await?;
    tx.lock("project", id.get()).await?;
    let before = store::find(&tx, id).await?.ok_or(Error::NotFound("project"))?;
    let after = with_status(before.clone(), status, app.now());
    save(app, tx, actor, status, &before, after).await
}

async fn save(
    app: &App,
    tx: Tx,
    actor: &Actor,
    action: &str,
    before: &Project,
    after: Project,
) -> Result<Project> {
    let now = app.now();
    store::update(&tx, &after, now).await?;
    let after = Project {
        updated_at: now,
        ..after
    };
    note(&tx, actor, now, action, Some(before), &after).await?;
    tx.commit().await?;
    Ok(after)
}

async fn note(
    tx: &Tx,
    actor: &Actor,
    now: Instant,
    action: &str,
    before: Option<&Project>,
    after: &Project,
) -> Result<()> {
    audit::record(
        tx,
        actor,
        now,
        Event {
            action,
            entity: "project",
            id: after.id,
        },
        before,
        Some(after),
    )
    .await
}

fn with_status(project: Project, status: &str, now: Instant) -> Project {
    let archived_at = (status == "archived").then(|| project.archived_at.unwrap_or(now));
    Project {
        status: status.into(),
        archived_at,
        ..project
    }
}

/// The client must exist, the code be free, the name new for the client.
async fn refuse_clashes(tx: &Tx, project: &Project) -> Result<()> {
    let mut mistakes = Mistakes::default();
    match clients::find(tx, project.client_id).await? {
        None => mistakes.add("client_id", "There is no such client."),
        Some(client) if !client.is_active() => {
            mistakes.add(
                "client_id",
                "This client is archived. Bring it back first, or choose another.",
            );
        }
        Some(_) => {}
    }
    if let Some(code) = &project.code
        && store::find_by_code(tx, code)
            .await?
            .is_some_and(|other| other.id != project.id)
    {
        mistakes.add(
            "code",
            format!("Another project has the code {code}. Choose another one."),
        );
    }
    // Linear's teams may share a name, so the rule is for people's own projects only.
    let namesake = store::find_by_name(tx, project.client_id, &project.name).await?;
    if project.connection_id.is_none() && namesake.is_some_and(|other| other.id != project.id) {
        mistakes.add(
            "name",
            "This client has a project of that name already. Choose another name.",
        );
    }
    mistakes.check()
}

fn checked(new: &NewProject, currency: &str, now: Instant) -> Result<Project> {
    let mut mistakes = Mistakes::default();
    let found = &mut mistakes;
    let name = text::required(found, "name", "A name", &new.name, 200);
    let client_id = new.client_id.unwrap_or_else(|| {
        found.add("client_id", "Choose the client that the project is for.");
        Id::new(0)
    });
    let code =
        text::optional(found, "code", "The code", new.code.as_deref(), 20).map(|code| code.to_uppercase());
    let description = text::optional(
        found,
        "description",
        "The description",
        new.description.as_deref(),
        text::LONG,
    );
    let billing_ref = text::optional(
        found,
        "billing_ref",
        "The reference",
        new.billing_ref.as_deref(),
        100,
    );
    let hourly_rate_minor = text::money(found, "hourly_rate", new.hourly_rate.as_deref(), currency);
    let budget_amount_minor = text::money(found, "budget_amount", new.budget_amount.as_deref(), currency);
    let threshold = new.budget_threshold_percent.unwrap_or(80);
    if !(0..=100).contains(&threshold) {
        found.add(
            "budget_threshold_percent",
            "The threshold is a percentage from 0 to 100.",
        );
    }
    let color = new.color.unwrap_or_else(|| color_of(&name));
    if !(0..COLORS).contains(&color) {
        found.add("color", "Choose a colour from 0 to 11.");
    }
    let estimated_seconds = hours(found, "estimated_hours", new.estimated_hours);
    mistakes.check()?;
    Ok(Project {
        id: Id::new(0),
        client_id,
        name,
        code,
        color,
        description,
        billable: new.billable.unwrap_or(true),
        hourly_rate_minor,
        billing_ref,
        budget_amount_minor,
        budget_threshold_percent: threshold,
        estimated_seconds,
        status: "active".into(),
        archived_at: None,
        custom_fields: "{}".into(),
        connection_id: None,
        external_ref: None,
        created_at: now,
        updated_at: now,
    })
}

/// The project as it would be after the patch, judged by the same rules as a new one.
fn patched(before: &Project, patch: &ProjectPatch, currency: &str, now: Instant) -> Result<Project> {
    let status = patch.status.as_deref().unwrap_or(&before.status);
    if !["active", "inactive", "archived"].contains(&status) {
        return Err(Error::field(
            "status",
            "The status is active, inactive or archived.",
        ));
    }
    let wished = NewProject {
        name: patch.name.clone().unwrap_or_else(|| before.name.clone()),
        client_id: Some(patch.client_id.unwrap_or(before.client_id)),
        description: patch
            .description
            .clone()
            .unwrap_or_else(|| before.description.clone()),
        billable: Some(patch.billable.unwrap_or(before.billable)),
        hourly_rate: patch.hourly_rate.clone().flatten(),
        billing_ref: patch
            .billing_ref
            .clone()
            .unwrap_or_else(|| before.billing_ref.clone()),
        code: patch.code.clone().unwrap_or_else(|| before.code.clone()),
        budget_amount: patch.budget_amount.clone().flatten(),
        budget_threshold_percent: Some(
            patch
                .budget_threshold_percent
                .unwrap_or(before.budget_threshold_percent),
        ),
        estimated_hours: patch.estimated_hours.flatten(),
        color: Some(patch.color.unwrap_or(before.color)),
    };
    let after = checked(&wished, currency, before.created_at)?;
    let kept = |changed: bool, new: Option<i64>, old: Option<i64>| if changed { new } else { old };
    let after = Project {
        id: before.id,
        hourly_rate_minor: kept(
            patch.hourly_rate.is_some(),
            after.hourly_rate_minor,
            before.hourly_rate_minor,
        ),
        budget_amount_minor: kept(
            patch.budget_amount.is_some(),
            after.budget_amount_minor,
            before.budget_amount_minor,
        ),
        estimated_seconds: kept(
            patch.estimated_hours.is_some(),
            after.estimated_seconds,
            before.estimated_seconds,
        ),
        archived_at: before.archived_at,
        custom_fields: before.custom_fields.clone(),
        connection_id: before.connection_id,
        external_ref: before.external_ref.clone(),
        ..after
    };
    Ok(with_status(after, status, now))
}

/// Hours as whole seconds.
pub(crate) fn hours(mistakes: &mut Mistakes, field: &'static str, hours: Option<f64>) -> Option<i64> {
    let hours = hours?;
    if !(0.0..=MOST_HOURS).contains(&hours) {
        mistakes.add(field, "An estimate is a number of hours, from 0 to 1,000,000.");
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "bounded above, so the seconds fit by far"
    )]
    Some((hours * 3600.0).round() as i64)
}

/// A colour that stays with the name, so that nobody needs to choose one.
pub(crate) fn color_of(name: &str) -> i64 {
    let sum = name
        .bytes()
        .fold(17_i64, |sum, byte| (sum * 31 + i64::from(byte)) % 1_000_003);
    sum % COLORS
}
