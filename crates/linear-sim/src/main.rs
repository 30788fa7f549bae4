//! Serves a simulated Linear workspace for manual use.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Parser;
use linear_sim::{DEMO_KEY, Linear, Script, Server, demo_workspace, rich_workspace};

/// A simulated Linear: POST GraphQL to /graphql with the key as the Authorization header.
///
/// Under /_sim/ it can be looked at and changed from outside: GET issues, state, requests; POST steps, next.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Where to listen; port 0 takes any free one.
    #[arg(long, default_value = "127.0.0.1:9090")]
    listen: SocketAddr,
    /// How many issues to make up; without it, the demo workspace "Northwind" is served.
    #[arg(long)]
    issues: Option<usize>,
    /// A script to play, see scripts/README.md; POST /_sim/next goes on to its next sync.
    #[arg(long, conflicts_with_all = ["issues"])]
    script: Option<PathBuf>,
    /// How many teams to spread them over.
    #[arg(long, default_value_t = 4)]
    teams: usize,
    /// Other seeds make other titles and UUIDs.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The API key to accept, besides that of the demo.
    #[arg(long, default_value = DEMO_KEY)]
    key: String,
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let arguments = Arguments::parse();
    let server = start(&arguments).await?;
    println!("Linear is at {} with the key {}", server.url, arguments.key);
    server.wait().await
}

async fn start(arguments: &Arguments) -> std::io::Result<Server> {
    let Some(path) = &arguments.script else {
        let linear = workspace(arguments);
        println!("{} issues", linear.issue_count());
        return linear.serve_controlled(&arguments.key, arguments.listen).await;
    };
    let script = Script::load(path).map_err(std::io::Error::other)?;
    println!("{}", script.about);
    script
        .start(&arguments.key)
        .serve(script.reconcile, arguments.listen)
        .await
}

fn workspace(arguments: &Arguments) -> Linear {
    let linear = match arguments.issues {
        Some(issues) => rich_workspace(issues, arguments.teams, arguments.seed),
        None => demo_workspace(),
    };
    if let Some((user, _, _)) = linear.users().first() {
        linear.add_key(&arguments.key, *user);
    }
    linear
}
