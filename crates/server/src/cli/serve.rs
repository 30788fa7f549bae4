//! `timetracker serve`: the pages, the API and the jobs, until it is asked to stop.

use super::{log, open, say};
use crate::app::App;
use crate::auth;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::jobs::Worker;
use crate::live::Stopping;
use crate::routes;
use axum::Extension;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// How long requests that are under way may go on after the server was asked to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Opens everything, says where it is, and serves.
pub async fn run(config: Config) -> Result<()> {
    log::to_stderr(&config, log::Quiet::No)?;
    let mut wish = Wish::listen()?;
    let listener = listen(config.listen).await?;
    let app = tokio::select! {
        app = open::app(config) => app?,
        () = wish.comes() => return Ok(()),
    };
    let address = local_address(&listener)?;
    greet(&app, address).await?;
    until_stopped(app, listener, wish).await
}

/// Takes the port before anything else, so that a second start touches nothing.
pub async fn listen(address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| {
        let sentence = match error.kind() {
            io::ErrorKind::AddrInUse => format!(
                "{address} is taken: another program, perhaps another TimeTracker, listens there. Stop it, or choose \
                 another port with --listen 127.0.0.1:8081."
            ),
            io::ErrorKind::PermissionDenied => format!(
                "This user may not listen on {address}. Ports below 1024 belong to root: choose another with --listen \
                 127.0.0.1:8080."
            ),
            _ => format!("Nothing can listen on {address}: {error}. Choose another address with --listen."),
        };
        Error::Unavailable(sentence)
    })
}

/// The address with the port that the system chose where none was named.
pub fn local_address(listener: &TcpListener) -> Result<SocketAddr> {
    listener
        .local_addr()
        .map_err(|error| Error::Internal(format!("no local address: {error}")))
}

/// Tells whoever started it where it is, and the one-time code of an empty installation.
async fn greet(app: &App, address: SocketAddr) -> Result<()> {
    say("TimeTracker is running.");
    say(format_args!("Listening on http://{address}"));
    say(format_args!("Data: {}", app.config.database_place()));
    let page = browsable(address);
    if app.is_set_up().await? {
        say(format_args!("Next: open {page} and sign in."));
    } else {
        let code = auth::new_setup_code()?;
        say(format_args!("Set-up code: {code}"));
        app.guard.open_setup(code);
        say(format_args!("Next: open {page} and enter the set-up code."));
    }
    Ok(())
}

/// Where a browser on this machine finds us: nobody can open “every address”.
pub fn browsable(address: SocketAddr) -> String {
    match address {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => format!("http://127.0.0.1:{}/", v4.port()),
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => format!("http://[::1]:{}/", v6.port()),
        other => format!("http://{other}/"),
    }
}

/// Serves until it is asked to stop; then lets requests and the job that runs finish, and closes the database.
pub async fn until_stopped(app: App, listener: TcpListener, mut wish: Wish) -> Result<()> {
    let (stop, stopping) = watch::channel(false);
    let signals = tokio::spawn(async move {
        wish.comes().await;
        let _ = stop.send(true);
    });
    let worker = Worker::start(app.clone());
    let (outcome, ()) = tokio::join!(serve(&app, listener, stopping), warm_up(&app));
    worker.stop().await;
    if let Err(error) = app.uses.write_down(&app).await {
        tracing::warn!(%error, "how often tokens were used was not written down");
    }
    app.db.close().await;
    signals.abort();
    outcome
}

/// Gets the database ready while the first requests come in already.
async fn warm_up(app: &App) {
    if let Err(error) = app.db.warm_up().await {
        tracing::warn!(%error, "the database answers later than it could");
    }
}

async fn serve(app: &App, listener: TcpListener, stopping: watch::Receiver<bool>) -> Result<()> {
    let site = routes::router(app.clone()).layer(Extension(Stopping(stopping.clone())));
    let service = site.into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(told(stopping.clone()));
    let impatience = async {
        told(stopping).await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        ended = server => ended.map_err(|error| Error::Internal(format!("serving: {error}"))),
        () = impatience => {
            tracing::warn!("some requests did not finish in time and were cut off");
            Ok(())
        }
    }
}

async fn told(mut stopping: watch::Receiver<bool>) {
    // An error means that nobody can tell any more, which is a reason to stop too.
    let _ = stopping.wait_for(|stop| *stop).await;
}

/// The wish of a service manager or of Ctrl-C that this process ends.
///
/// Listened for from the first moment: without that, a wish that comes early would cut off what is being written.
pub struct Wish {
    #[cfg(unix)]
    signals: [tokio::signal::unix::Signal; 2],
}

impl Wish {
    /// Begins to listen.
    #[cfg(unix)]
    pub fn listen() -> Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let deaf = |error: io::Error| Error::Unavailable(format!("No signals can be received: {error}."));
        let term = signal(SignalKind::terminate()).map_err(deaf)?;
        Ok(Self {
            signals: [term, signal(SignalKind::interrupt()).map_err(deaf)?],
        })
    }

    /// Begins to listen.
    #[cfg(not(unix))]
    pub fn listen() -> Result<Self> {
        Ok(Self {})
    }

    #[cfg(unix)]
    async fn comes(&mut self) {
        let [term, interrupt] = &mut self.signals;
        tokio::select! {
            _ = term.recv() => {}
            _ = interrupt.recv() => {}
        }
    }

    #[cfg(not(unix))]
    async fn comes(&mut self) {
        let _ = tokio::signal::ctrl_c().await;
    }
}
