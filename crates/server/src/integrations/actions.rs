//! What administrators do with a connection: connect, change, test, sync, cancel, disconnect.
//!
//! Only a key that the service has accepted is ever stored. A check is the one place where a request of
//! ours waits for an outside service: it is short, tried once, and nothing is locked meanwhile.

use super::meaning;
use super::model::{AUTO_SYNC, AccountFacts, Cause, Connection, INTERVALS, Run, RunKind, State};
use super::schedule::{self, NewRun, Schedule};
use super::sync::notice_key;
use super::{calls, store, troubles};
use crate::app::App;
use crate::audit::{self, Event};
use crate::auth::Actor;
use crate::error::{Error, Mistakes, Result};
use crate::jobs::{self, Stop};
use crate::notices;
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;
use timetracker_connectors::{
    self as connectors, Account, Connector, Cursor, ErrorKind, Http, HttpOptions, Manifest, Secret, Settings,
};
use timetracker_db::Tx;
use timetracker_types::{Id, Instant};

/// How long a person waits for a check at most.
const PATIENCE: Duration = Duration::from_secs(12);

/// A connection and what is known of it.
#[derive(Debug, Clone)]
pub struct Overview {
    /// The connection.
    pub connection: Connection,
    /// The run that has not ended yet.
    pub open_run: Option<Run>,
    /// The last run that has.
    pub last_run: Option<Run>,
    /// Live tasks that came through it.
    pub tasks: i64,
    /// Projects that came through it.
    pub projects: i64,
    /// Issues that could not be brought over.
    pub troubles: i64,
    /// People there that nobody here is, though issues are theirs.
    pub unmatched: i64,
    /// States whose meaning nobody knows.
    pub unsettled_states: i64,
}

/// When runs begin by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// One of [`INTERVALS`], in minutes.
    pub interval_minutes: i64,
    /// Minutes after midnight in the organisation's zone, for once a day.
    pub daily_at_minute: i64,
}

/// How a new connection begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beginning {
    /// With its first sync, at once.
    Sync,
    /// With a preview; the first sync waits until somebody asks for it.
    Preview,
}

/// How a connector's connection is doing; nothing where there never was one.
pub async fn overview(app: &App, connector: &'static dyn Connector) -> Result<Option<Overview>> {
    let Some(outline) = outline(app, connector).await? else {
        return Ok(None);
    };
    let id = outline.connection.id;
    let (tasks, projects) = store::counts(&app.db, id).await?;
    let states = meaning::states(&app.db, id).await?;
    let unsettled = states.iter().filter(|state| state.is_unsettled()).count();
    let unmatched = meaning::unmatched(&app.db, id).await?.len();
    Ok(Some(Overview {
        tasks,
        projects,
        troubles: troubles::count_open(&app.db, id).await?,
        unmatched: i64::try_from(unmatched).unwrap_or(i64::MAX),
        unsettled_states: i64::try_from(unsettled).unwrap_or(i64::MAX),
        ..outline
    }))
}

/// The same without the totals, which take their time where there are many tasks: for every page's frame.
pub async fn outline(app: &App, connector: &'static dyn Connector) -> Result<Option<Overview>> {
    let Some(connection) = store::find(&app.db, connector.manifest().name).await? else {
        return Ok(None);
    };
    let runs = store::runs(&app.db, connection.id, 2, 0).await?;
    let open_run = runs.iter().find(|run| run.status.is_open()).cloned();
    let last_run = runs.into_iter().find(|run| !run.status.is_open());
    Ok(Some(Overview {
        connection,
        open_run,
        last_run,
        tasks: 0,
        projects: 0,
        troubles: 0,
        unmatched: 0,
        unsettled_states: 0,
    }))
}

/// Checks a key, keeps it with its settings, and begins the first sync or its preview. Where there is a
/// connection already, its key and settings are replaced.
pub async fn connect(
    app: &App,
    actor: &Actor,
    connector: &'static dyn Connector,
    secret: &str,
    fields: &BTreeMap<String, String>,
    beginning: Beginning,
) -> Result<Connection> {
    actor.require_admin()?;
    let secret = Secret::new(secret.trim().to_owned());
    let settings = valid(connector.manifest(), fields, Some(&secret))?;
    let account = check(app, connector, &settings, &secret).await?;
    let change = Change {
        settings,
        secret: Some(secret),
        account: Some(account),
        timing: None,
        beginning,
    };
    store_change(app, actor, connector, change).await
}

/// Changes the settings of a connection, and its key where a new one is given. Both are checked first.
pub async fn save_settings(
    app: &App,
    actor: &Actor,
    connector: &'static dyn Connector,
    secret: Option<&str>,
    fields: &BTreeMap<String, String>,
    timing: Timing,
) -> Result<Connection> {
    actor.require_admin()?;
    let connection = connected(app, connector).await?;
    timing.check()?;
    let new = secret.map(|secret| Secret::new(secret.trim().to_owned()));
    let settings = valid(connector.manifest(), fields, new.as_ref())?;
    let used = new.clone().or_else(|| calls::secret(app, &connection));
    let used =
        used.ok_or_else(|| Error::field("secret", "The stored key cannot be read. Paste it again."))?;
    let account = check(app, connector, &settings, &used).await?;
    let change = Change {
        settings,
        secret: new,
        account: Some(account),
        timing: Some(timing),
        beginning: if connection.is_held {
            Beginning::Preview
        } else {
            Beginning::Sync
        },
    };
    store_change(app, actor, connector, change).await
}

/// Asks the service whether the stored key and settings still work, and remembers the answer.
pub async fn test(app: &App, actor: &Actor, connector: &'static dyn Connector) -> Result<AccountFacts> {
    actor.require_admin()?;
    let connection = connected(app, connector).await?;
    let secret = calls::secret(app, &connection);
    let secret = secret.ok_or_else(|| failure("The stored key cannot be read. Paste it again.".into()))?;
    let outcome = ask(app, connector, connection.settings(), secret).await;
    let facts = outcome.as_ref().map(AccountFacts::from).ok();
    let now = app.now();
    let tx = app.db.begin().await?;
    if let Some(mut current) = store::find(&tx, &connection.connector)
        .await?
        .filter(Connection::is_connected)
    {
        if let Some(facts) = &facts {
            current.account = as_json(facts)?;
        }
        // Only what is told about the key itself counts: what went wrong in the last sync stays said until
        // a sync goes well, and a network that is away now says nothing about it.
        match &outcome {
            Ok(_) if current.state == State::NeedsAttention => {
                (current.state, current.problem) = (State::Ready, None);
                current.next_sync_at = current.auto_sync.then_some(now);
                notices::resolve(&tx, &notice_key(&current), now).await?;
            }
            Err(error) if error.kind == ErrorKind::Reauthorise => {
                (current.state, current.problem) = (State::NeedsAttention, Some(error.message.clone()));
                current.next_sync_at = None;
            }
            _ => {}
        }
        store::update(&tx, &current, current.updated_at).await?;
    }
    tx.commit().await?;
    app.job_bell.notify_one();
    outcome
        .map(|account| AccountFacts::from(&account))
        .map_err(|error| failure(error.message))
}

/// Queues a run, or gives the one that is open. With `everything` it reads all issues again.
pub async fn request_sync(
    app: &App,
    actor: &Actor,
    connector: &'static dyn Connector,
    cause: Cause,
    everything: bool,
) -> Result<Run> {
    actor.require_admin()?;
    let connection = connected(app, connector).await?;
    let tx = app.db.begin().await?;
    if everything {
        start_over(&tx, &connection).await?;
    }
    if connection.is_held {
        let schedule = Schedule::new(app, &tx, app.now()).await?;
        let released = Connection {
            is_held: false,
            next_sync_at: connection.auto_sync.then(|| schedule.next(&connection)),
            ..connection.clone()
        };
        store::update(&tx, &released, connection.updated_at).await?;
    }
    let run = queue(app, &tx, &connection, actor, RunKind::Sync, cause).await?;
    tx.commit().await?;
    app.job_bell.notify_one();
    Ok(run)
}

/// Queues a comparison of everything here with everything there.
pub async fn request_reconciliation(
    app: &App,
    actor: &Actor,
    connector: &'static dyn Connector,
    cause: Cause,
) -> Result<Run> {
    actor.require_admin()?;
    let connection = connected(app, connector).await?;
    if connection.last_success_at.is_none() {
        let message = "There is nothing to compare yet. Let the first sync end, then try again.";
        return Err(Error::rule("not_synced_yet", message));
    }
    request(app, actor, &connection, RunKind::Reconcile, cause).await
}

/// Queues a look at where every issue would land.
pub async fn request_preview(
    app: &App,
    actor: &Actor,
    connector: &'static dyn Connector,
    cause: Cause,
) -> Result<Run> {
    actor.require_admin()?;
    let connection = connected(app, connector).await?;
    request(app, actor, &connection, RunKind::Preview, cause).await
}

async fn request(
    app: &App,
    actor: &Actor,
    connection: &Connection,
    kind: RunKind,
    cause: Cause,
) -> Result<Run> {
    let tx = app.db.begin().await?;
    let run = queue(app, &tx, connection, actor, kind, cause).await?;
    tx.commit().await?;
    app.job_bell.notify_one();
    Ok(run)
}

/// One run of a connection at a time: an open one of the same kind is answered, another one is in the way.
async fn queue(
    app: &App,
    tx: &Tx,
    connection: &Connection,
    actor: &Actor,
    kind: RunKind,
    cause: Cause,
) -> Result<Run> {
    let new = NewRun {
        kind,
        cause,
        requested_by: Some(actor.user.id.get()),
    };
    let run = schedule::queue(tx, connection.id, new, app.now()).await?;
    if run.kind == kind {
        return Ok(run);
    }
    let message = match run.kind {
        RunKind::Sync => "A sync is running. Wait for its end or cancel it, then try again.",
        RunKind::Reconcile => "A comparison with everything there is running. Wait for its end or cancel it.",
        RunKind::Preview => "A preview is being made. Wait for its end or cancel it, then try again.",
    };
    Err(Error::conflict("sync_running", message))
}

/// Tries one issue again that could not be brought over, now.
pub async fn retry_trouble(
    app: &App,
    actor: &Actor,
    connector: &'static dyn Connector,
    id: Id<troubles::Trouble>,
) -> Result<Run> {
    actor.require_admin()?;
    let connection = connected(app, connector).await?;
    let found = troubles::find(&app.db, connection.id, id).await?;
    let open = found.filter(|trouble| trouble.resolved_at.is_none());
    open.ok_or(Error::NotFound("failed issue"))?;
    // A sync begins with the issues that are in trouble, and costs one request where nothing else is new.
    request(app, actor, &connection, RunKind::Sync, Cause::Manual).await
}

/// The next run is to read everything again. One that was begun would go on from where it is.
async fn start_over(tx: &Tx, connection: &Connection) -> Result<()> {
    if store::open_run(tx, connection.id)
        .await?
        .is_some_and(|run| run.started_at.is_some())
    {
        let sentence = "A sync is running. Wait for its end or cancel it, then read everything again.";
        return Err(Error::conflict("sync_running", sentence));
    }
    read_again(tx, connection).await
}

/// The next pass is a full one, archived issues included, for what was imported may have been archived.
async fn read_again(tx: &Tx, connection: &Connection) -> Result<()> {
    let stored = connection.cursor.as_deref();
    let again = stored
        .and_then(|stored| serde_json::from_str::<Cursor>(stored).ok())
        .map(|cursor| as_json(&cursor.again()))
        .transpose()?;
    store::set_cursor(tx, connection.id, again.as_deref()).await
}

/// Carries a run out in this process, unless another one has it; answers the run as it then is.
pub async fn run_here(app: &App, run: Id<Run>) -> Result<Run> {
    jobs::run_if_free(app, &schedule::job_key(run), &Stop::default()).await?;
    store::run(&app.db, run).await?.ok_or(Error::NotFound("run"))
}

/// Asks the open run to end after the page it is on.
pub async fn cancel(app: &App, actor: &Actor, connector: &'static dyn Connector) -> Result<()> {
    actor.require_admin()?;
    let connection = connected(app, connector).await?;
    let tx = app.db.begin().await?;
    store::request_cancel(&tx, connection.id, app.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// Throws the key away. Projects, tasks and their time stay, and a later connection finds them again.
pub async fn disconnect(app: &App, actor: &Actor, connector: &'static dyn Connector) -> Result<()> {
    actor.require_admin()?;
    let now = app.now();
    let connection = connected(app, connector).await?;
    let tx = app.db.begin().await?;
    // In the order in which a page takes them, so that neither waits for the other for ever.
    store::break_lease(&tx, connection.id).await?;
    store::cancel_now(&tx, connection.id, now).await?;
    read_again(&tx, &connection).await?;
    notices::resolve(&tx, &notice_key(&connection), now).await?;
    let gone = Connection {
        state: State::Disconnected,
        secret: None,
        secret_hint: String::new(),
        problem: None,
        next_sync_at: None,
        next_reconcile_at: None,
        is_held: false,
        ..connection
    };
    store::update(&tx, &gone, now).await?;
    note(&tx, actor, now, "disconnected", &gone).await?;
    tx.commit().await?;
    Ok(())
}

/// What is to be stored of a connection.
struct Change {
    settings: Settings,
    secret: Option<Secret>,
    account: Option<Account>,
    timing: Option<Timing>,
    beginning: Beginning,
}

impl Timing {
    fn check(self) -> Result<()> {
        let mut mistakes = Mistakes::default();
        if !INTERVALS
            .iter()
            .any(|(minutes, _)| *minutes == self.interval_minutes)
        {
            mistakes.add("interval_minutes", "Choose one of the schedules.");
        }
        if !(0..24 * 60).contains(&self.daily_at_minute) {
            mistakes.add("daily_at", "Write a time of day, such as 03:00.");
        }
        mistakes.check()
    }
}

async fn store_change(
    app: &App,
    actor: &Actor,
    connector: &'static dyn Connector,
    change: Change,
) -> Result<Connection> {
    let now = app.now();
    let name = connector.manifest().name;
    let tx = app.db.begin().await?;
    let id = store::ensure(&tx, name, now).await?;
    let mut connection = store::find_by_id(&tx, id)
        .await?
        .ok_or(Error::NotFound("connection"))?;
    let before = (connection.account().workspace_key, connection.settings());
    apply(app, &mut connection, &change, actor)?;
    let is_elsewhere = before.0 != connection.account().workspace_key;
    let matters = is_elsewhere || change.secret.is_some() || before.1 != connection.settings();
    if matters {
        // A run under way would go on with the old key and settings, or at the old place.
        store::break_lease(&tx, id).await?;
        store::cancel_begun(&tx, id, now).await?;
    }
    if is_elsewhere {
        store::set_cursor(&tx, id, None).await?; // another workspace's issues
    }
    connection.is_held = change.beginning == Beginning::Preview;
    let schedule = Schedule::new(app, &tx, now).await?;
    let goes_on = connection.auto_sync && !connection.is_held;
    connection.next_sync_at = goes_on.then(|| schedule.next(&connection));
    store::update(&tx, &connection, now).await?;
    notices::resolve(&tx, &notice_key(&connection), now).await?;
    note(&tx, actor, now, "connected", &connection).await?;
    let new = NewRun {
        kind: match change.beginning {
            Beginning::Sync => RunKind::Sync,
            Beginning::Preview => RunKind::Preview,
        },
        cause: Cause::Manual,
        requested_by: Some(actor.user.id.get()),
    };
    if matters {
        schedule::queue(&tx, id, new, now).await?;
    }
    tx.commit().await?;
    app.job_bell.notify_one();
    Ok(connection)
}

fn apply(app: &App, connection: &mut Connection, change: &Change, actor: &Actor) -> Result<()> {
    if let Some(secret) = &change.secret {
        let context = calls::secret_context(connection.id);
        connection.secret = Some(app.vault.seal(&context, secret.expose().as_bytes())?);
        connection.secret_hint = secret.hint();
        connection.acting_user_id = Some(actor.user.id.get());
    }
    if let Some(account) = &change.account {
        connection.account = as_json(&AccountFacts::from(account))?;
    }
    connection.settings = as_json(&change.settings)?;
    connection.auto_sync = change.settings.is_on(AUTO_SYNC);
    if !connection.auto_sync {
        connection.next_reconcile_at = None;
    }
    if let Some(timing) = change.timing {
        connection.interval_minutes = timing.interval_minutes;
        connection.daily_at_minute = timing.daily_at_minute;
    }
    connection.state = State::Ready;
    connection.problem = None;
    Ok(())
}

/// Who changed a connection; never its key.
async fn note(tx: &Tx, actor: &Actor, now: Instant, action: &str, connection: &Connection) -> Result<()> {
    let state = json!({"connector": connection.connector, "settings": connection.settings()});
    let event = Event {
        action,
        entity: "connection",
        id: connection.id,
    };
    audit::record(tx, actor, now, event, None, Some(&state)).await
}

async fn connected(app: &App, connector: &'static dyn Connector) -> Result<Connection> {
    let manifest = connector.manifest();
    let found = store::find(&app.db, manifest.name)
        .await?
        .filter(Connection::is_connected);
    found.ok_or_else(|| {
        let message = format!(
            "{} is not connected. Connect it first, with its key.",
            manifest.title
        );
        Error::rule("not_connected", message)
    })
}

/// Every mistake of the form at once: in the settings, and a key that is missing.
fn valid(
    manifest: &'static Manifest,
    fields: &BTreeMap<String, String>,
    secret: Option<&Secret>,
) -> Result<Settings> {
    let mut mistakes = Mistakes::default();
    if secret.is_some_and(|secret| secret.expose().is_empty()) {
        mistakes.add(
            ErrorKind::SECRET,
            format!("Paste the {}. {}", manifest.secret.label, manifest.secret.help),
        );
    }
    match manifest.validate(fields) {
        Ok(settings) => {
            mistakes.check()?;
            return Ok(settings);
        }
        Err(found) => {
            for (field, sentence) in found {
                mistakes.add(
                    manifest.field(&field).map_or("_schema", |field| field.name),
                    sentence,
                );
            }
        }
    }
    mistakes.check()?;
    Ok(Settings::default())
}

/// Asks the service; a refusal becomes a mistake at the field it is about.
async fn check(
    app: &App,
    connector: &'static dyn Connector,
    settings: &Settings,
    secret: &Secret,
) -> Result<Account> {
    let manifest = connector.manifest();
    ask(app, connector, settings.clone(), secret.clone())
        .await
        .map_err(|error| match error.kind {
            ErrorKind::Reauthorise => Error::field(ErrorKind::SECRET, error.message),
            ErrorKind::FixSettings { field } => {
                let field = manifest
                    .field(field)
                    .map_or(ErrorKind::SECRET, |field| field.name);
                Error::field(field, error.message)
            }
            _ => failure(error.message),
        })
}

/// One short question with its own limits: whoever asked is waiting.
async fn ask(
    app: &App,
    connector: &'static dyn Connector,
    settings: Settings,
    secret: Secret,
) -> Result<Account, connectors::Error> {
    let mut call = calls::with_secret(app, connector.manifest().name, settings, secret);
    let options = HttpOptions {
        timeout: PATIENCE,
        connect_timeout: Duration::from_secs(5),
        attempts: 1,
        ..HttpOptions::default()
    };
    call.http = Http::new(options)?;
    let outcome = connector.check(&call).await;
    if let Err(error) = &outcome {
        tracing::info!(kind = ?error.kind, message = %error.message, detail = %error.detail, "a connection was refused");
    }
    outcome
}

fn failure(message: String) -> Error {
    Error::rule("connection_failed", message)
}

fn as_json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::Internal(format!("connection: {error}")))
}
