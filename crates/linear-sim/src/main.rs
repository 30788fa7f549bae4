//! Serves a simulated Linear workspace for manual use.

use std::net::SocketAddr;

use clap::Parser;
use linear_sim::{DEMO_KEY, Linear, demo_workspace, sample_workspace};

/// A simulated Linear: POST GraphQL to /graphql with the key as the Authorization header.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Where to listen; port 0 takes any free one.
    #[arg(long, default_value = "127.0.0.1:9090")]
    listen: SocketAddr,
    /// How many issues to make up; without it, the demo workspace "Northwind" is served.
    #[arg(long)]
    issues: Option<usize>,
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
    let linear = workspace(&arguments);
    let server = linear.clone().serve(arguments.listen).await?;
    println!(
        "{} issues at {} with the key {}",
        linear.issue_count(),
        server.url,
        arguments.key
    );
    server.wait().await
}

fn workspace(arguments: &Arguments) -> Linear {
    let linear = match arguments.issues {
        Some(issues) => sample_workspace(issues, arguments.teams, arguments.seed),
        None => demo_workspace(),
    };
    if let Some((user, _, _)) = linear.users().first() {
        linear.add_key(&arguments.key, *user);
    }
    linear
}
