//! A running server.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::Linear;

/// How long open connections may take to end once the server stops.
const PATIENCE: Duration = Duration::from_millis(500);

/// A server on its own task. Dropping it stops it.
#[derive(Debug)]
pub struct Server {
    /// The endpoint, such as `http://127.0.0.1:4040/graphql`.
    pub url: String,
    stopping: watch::Sender<bool>,
    linear: Linear,
    task: Option<JoinHandle<std::io::Result<()>>>,
}

impl Server {
    pub(crate) async fn start(linear: Linear, router: Router, address: SocketAddr) -> std::io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let url = format!("http://{}/graphql", listener.local_addr()?);
        let (stopping, mut stopped) = watch::channel(false);
        let task = tokio::spawn(async move {
            let signal = async move {
                // An error means that the server was dropped: stop as well.
                let _ = stopped.wait_for(|stop| *stop).await;
            };
            axum::serve(listener, router).with_graceful_shutdown(signal).await
        });
        Ok(Self {
            url,
            stopping,
            linear,
            task: Some(task),
        })
    }

    /// Stops listening, ends hanging requests, and waits for open connections a moment.
    pub async fn stop(mut self) {
        self.signal();
        if let Some(mut task) = self.task.take()
            && tokio::time::timeout(PATIENCE, &mut task).await.is_err()
        {
            task.abort();
        }
    }

    /// Runs until the process ends or the listener fails.
    pub async fn wait(mut self) -> std::io::Result<()> {
        match self.task.take() {
            Some(task) => task.await.map_err(std::io::Error::other)?,
            None => Ok(()),
        }
    }

    fn signal(&self) {
        self.stopping.send_replace(true);
        self.linear.shared().end_hanging();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.signal();
    }
}
