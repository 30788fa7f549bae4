//! How a process was told to run: flags, then environment, then the file, then defaults.
//!
//! The only place that reads the environment. Names of variables are the existing system's where it
//! has one. A secret `X` may also come from the file that `X_FILE` names.

mod proxies;

use crate::error::{Error, Result};
use clap::Args;
use ipnet::IpNet;
use serde::Deserialize;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use timetracker_types::Zone;

pub use proxies::{TrustedProxies, read_networks};

const DEFAULT_LISTEN: &str = "127.0.0.1:8080";
const DEFAULT_DATA_DIR: &str = "timetracker-data";

/// The options that every command shares, as flags or environment variables.
#[expect(
    clippy::doc_markdown,
    reason = "these lines are the help that people read on a terminal"
)]
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Options of every command")]
pub struct Options {
    /// Folder of the database and the secret key
    #[arg(long, global = true, env = "TIMETRACKER_DATA_DIR")]
    pub data_dir: Option<PathBuf>,
    /// postgres://user:password@host/name; without it, SQLite in the data folder
    #[arg(long, global = true, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// File that holds the database URL
    #[arg(long, global = true, env = "DATABASE_URL_FILE")]
    pub database_url_file: Option<PathBuf>,
    /// Configuration file (TOML); `timetracker.toml` in the data folder is read by itself
    #[arg(long, global = true, env = "TIMETRACKER_CONFIG")]
    pub config: Option<PathBuf>,
    /// Address and port to listen on [default: 127.0.0.1:8080]
    #[arg(long, global = true, env = "TIMETRACKER_LISTEN")]
    pub listen: Option<String>,
    /// Time zone that set-up offers [default: UTC]
    #[arg(
        long = "default-timezone",
        id = "default_timezone",
        value_name = "ZONE",
        global = true,
        env = "TZ"
    )]
    pub timezone: Option<String>,
    /// 64 hexadecimal digits that encrypt stored secrets; without it, a file in the data folder
    #[arg(long, global = true, env = "TIMETRACKER_SECRET_KEY", hide_env_values = true)]
    pub secret_key: Option<String>,
    /// File that holds the secret key
    #[arg(long, global = true, env = "TIMETRACKER_SECRET_KEY_FILE")]
    pub secret_key_file: Option<PathBuf>,
    /// Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed: `true` for this machine and private networks,
    /// or a list of addresses and CIDR blocks
    #[arg(long, global = true, env = "TIMETRACKER_TRUST_PROXY", num_args = 0..=1, default_missing_value = "true")]
    pub trust_proxy: Option<String>,
    /// redis://host:6379/0: where several nodes count API calls together; without it, in PostgreSQL
    #[arg(long, global = true, env = "REDIS_URL", hide_env_values = true)]
    pub redis_url: Option<String>,
    /// Where Linear's API is, for tests [default: https://api.linear.app/graphql]
    #[arg(long, global = true, env = "LINEAR_API_URL")]
    pub linear_api_url: Option<String>,
    /// Name of the client that imported projects belong to [default: Integration imports]
    #[arg(long, global = true, env = "INTEGRATION_IMPORT_CLIENT_NAME")]
    pub integration_import_client_name: Option<String>,
    /// Id of the user on whose behalf syncs act [default: the one who connected]
    #[arg(long, global = true, env = "INTEGRATION_SYNC_USER_ID")]
    pub integration_sync_user_id: Option<i64>,
    /// Calls that a token may make a minute [default: 100]
    #[arg(long, global = true, env = "API_TOKEN_RATE_LIMIT_PER_MINUTE")]
    pub api_token_rate_limit_per_minute: Option<u32>,
    /// Calls that a token may make an hour [default: 1000]
    #[arg(long, global = true, env = "API_TOKEN_RATE_LIMIT_PER_HOUR")]
    pub api_token_rate_limit_per_hour: Option<u32>,
    /// Largest file of time entries to import, in MiB [default: 512]
    #[arg(long, global = true, env = "TIMETRACKER_IMPORT_MAX_MIB")]
    pub import_max_mib: Option<u64>,
    /// Private networks that webhooks may be sent to, as CIDR blocks with commas between
    #[arg(long, global = true, env = "TIMETRACKER_WEBHOOK_ALLOW_PRIVATE")]
    pub webhook_allow_private: Option<String>,
    /// What to log, e.g. `info` or `timetracker=debug` [default: info]
    #[arg(long, global = true, env = "TIMETRACKER_LOG")]
    pub log: Option<String>,
    /// How to log: text or json [default: text]
    #[arg(long, global = true, env = "TIMETRACKER_LOG_FORMAT")]
    pub log_format: Option<String>,
}

/// The same options in the configuration file; the names are the flags' with underscores.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct FileOptions {
    database_url: Option<String>,
    database_url_file: Option<PathBuf>,
    listen: Option<String>,
    timezone: Option<String>,
    secret_key: Option<String>,
    secret_key_file: Option<PathBuf>,
    trust_proxy: Option<Trust>,
    redis_url: Option<String>,
    linear_api_url: Option<String>,
    integration_import_client_name: Option<String>,
    integration_sync_user_id: Option<i64>,
    api_token_rate_limit_per_minute: Option<u32>,
    api_token_rate_limit_per_hour: Option<u32>,
    import_max_mib: Option<u64>,
    webhook_allow_private: Option<String>,
    log: Option<String>,
    log_format: Option<String>,
}

/// `true`, or a list in quotes.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Trust {
    All(bool),
    Some(String),
}

impl Trust {
    fn into_text(self) -> String {
        match self {
            Self::All(trusted) => trusted.to_string(),
            Self::Some(list) => list,
        }
    }
}

/// What holds for this process.
#[derive(Clone)]
pub struct Config {
    /// Folder of the database and the secret key.
    pub data_dir: PathBuf,
    /// `None` means SQLite in the data folder.
    pub database_url: Option<String>,
    /// Address and port.
    pub listen: SocketAddr,
    /// The zone that set-up offers.
    pub timezone: Zone,
    /// Hexadecimal digits, where the key does not lie in the data folder.
    pub secret_key: Option<String>,
    /// Whose forwarded headers are believed.
    pub trusted_proxies: TrustedProxies,
    /// Where nodes count API calls together, when it is not the database.
    pub redis_url: Option<String>,
    /// Where Linear's API is, when it is not Linear's own.
    pub linear_api_url: Option<String>,
    /// The client that imported projects belong to.
    pub import_client_name: String,
    /// On whose behalf syncs act, when it is not the one who connected.
    pub sync_user_id: Option<i64>,
    /// Calls of a token a minute.
    pub calls_per_minute: u32,
    /// Calls of a token an hour.
    pub calls_per_hour: u32,
    /// The largest file of time entries to import, in bytes.
    pub import_max_bytes: u64,
    /// Private networks that webhooks may be sent to.
    pub webhook_allow_private: Vec<IpNet>,
    /// The log's filter.
    pub log: String,
    /// Whether the log is JSON.
    pub log_json: bool,
    /// What the sign-in page of a demonstration offers; nothing on a real installation.
    pub demo_login: Option<DemoLogin>,
}

/// The account of a demonstration, which is no secret.
#[derive(Debug, Clone)]
pub struct DemoLogin {
    /// User name.
    pub username: String,
    /// Password.
    pub password: String,
}

impl Config {
    /// Puts flags, environment and file together.
    ///
    /// # Errors
    /// A sentence about the first value that cannot be used.
    pub fn load(options: Options) -> Result<Self> {
        let data_dir = options
            .data_dir
            .clone()
            .unwrap_or_else(|| DEFAULT_DATA_DIR.into());
        let data_dir = std::path::absolute(&data_dir).unwrap_or(data_dir);
        let file = read_file(options.config.as_deref(), &data_dir)?;
        let database_url = secret(options.database_url, options.database_url_file)?
            .or(secret(file.database_url, file.database_url_file)?)
            .filter(|url| !url.is_empty());
        let secret_key = secret(options.secret_key, options.secret_key_file)?
            .or(secret(file.secret_key, file.secret_key_file)?);
        let listen = options
            .listen
            .or(file.listen)
            .unwrap_or_else(|| DEFAULT_LISTEN.into());
        let timezone = options.timezone.or(file.timezone);
        Ok(Self {
            data_dir,
            database_url: database_url.map(check_database_url).transpose()?,
            listen: parse_listen(&listen)?,
            timezone: zone_or_utc(timezone.as_deref()),
            secret_key,
            trusted_proxies: TrustedProxies::parse(
                &options
                    .trust_proxy
                    .or(file.trust_proxy.map(Trust::into_text))
                    .unwrap_or_default(),
            )?,
            redis_url: options
                .redis_url
                .or(file.redis_url)
                .filter(|url| !url.trim().is_empty()),
            linear_api_url: options
                .linear_api_url
                .or(file.linear_api_url)
                .filter(|url| !url.is_empty()),
            import_client_name: options
                .integration_import_client_name
                .or(file.integration_import_client_name)
                .filter(|name| !name.trim().is_empty())
                .unwrap_or_else(|| "Integration imports".into()),
            sync_user_id: options.integration_sync_user_id.or(file.integration_sync_user_id),
            calls_per_minute: options
                .api_token_rate_limit_per_minute
                .or(file.api_token_rate_limit_per_minute)
                .unwrap_or(100),
            calls_per_hour: options
                .api_token_rate_limit_per_hour
                .or(file.api_token_rate_limit_per_hour)
                .unwrap_or(1000),
            import_max_bytes: options
                .import_max_mib
                .or(file.import_max_mib)
                .unwrap_or(512)
                .saturating_mul(1024 * 1024),
            webhook_allow_private: networks(
                options
                    .webhook_allow_private
                    .or(file.webhook_allow_private)
                    .as_deref(),
            )?,
            log: options.log.or(file.log).unwrap_or_else(|| "info".into()),
            log_json: options
                .log_format
                .or(file.log_format)
                .is_some_and(|format| format == "json"),
            demo_login: None,
        })
    }

    /// Where the database is, for people: never with its password.
    pub fn database_place(&self) -> String {
        let Some(url) = &self.database_url else {
            return self.sqlite_path().display().to_string();
        };
        url::Url::parse(url).map_or_else(
            |_| "PostgreSQL".into(),
            |url| {
                format!(
                    "PostgreSQL at {}{}",
                    url.host_str().unwrap_or("a local socket"),
                    url.path()
                )
            },
        )
    }

    /// The file of the embedded database.
    pub fn sqlite_path(&self) -> PathBuf {
        self.data_dir.join("timetracker.db")
    }

    /// Where the API of the service of this name is, when it is not the service's own address.
    pub fn service_url(&self, connector: &str) -> Option<String> {
        match connector {
            "linear" => self.linear_api_url.clone(),
            _ => None,
        }
    }

    /// The file of the secret key, made at first start.
    pub fn secret_key_path(&self) -> PathBuf {
        self.data_dir.join("secret.key")
    }
}

/// SQLite is what one gets by naming no URL; anything else than PostgreSQL is a mistake.
fn check_database_url(url: String) -> Result<String> {
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return Ok(url);
    }
    Err(mistake(
        "DATABASE_URL must begin with postgres:// or postgresql://. Leave it out to use the embedded SQLite in the data folder.",
    ))
}

fn parse_listen(text: &str) -> Result<SocketAddr> {
    let text = text.trim().replace("localhost", "127.0.0.1");
    text.parse().map_err(|_| {
        mistake(format!(
            "“{text}” is not an address to listen on. Write it as 127.0.0.1:8080 or 0.0.0.0:8080."
        ))
    })
}

/// A single address is a network of its own.
fn networks(text: Option<&str>) -> Result<Vec<IpNet>> {
    let parts = text.unwrap_or_default().split([',', ' ']);
    let parts = parts.map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| part.parse().or_else(|_| part.parse::<IpAddr>().map(IpNet::from)))
        .collect::<Result<_, _>>()
        .map_err(|_| {
            mistake(
                "TIMETRACKER_WEBHOOK_ALLOW_PRIVATE is a list of CIDR blocks with commas between, such as 10.0.0.0/8,fd00::/8.",
            )
        })
}

/// `TZ` may hold what C libraries accept and we do not, such as `:/etc/localtime`: then UTC.
fn zone_or_utc(name: Option<&str>) -> Zone {
    name.and_then(|name| name.trim_start_matches(':').parse().ok())
        .unwrap_or_else(Zone::utc)
}

fn read_file(named: Option<&Path>, data_dir: &Path) -> Result<FileOptions> {
    let default = data_dir.join("timetracker.toml");
    let path = named.unwrap_or(&default);
    if named.is_none() && !path.exists() {
        return Ok(FileOptions::default());
    }
    let text = read_text(path)?;
    toml::from_str(&text).map_err(|error| {
        // Never the line itself: it may hold a password.
        let line = error.span().map_or(1, |span| {
            text[..span.start.min(text.len())].lines().count().max(1)
        });
        let text = error.message();
        mistake(format!(
            "{} cannot be used: {text}, about line {line}. Texts stand in quotes.",
            path.display()
        ))
    })
}

/// A secret's value, from itself or from the file that is named instead.
fn secret(value: Option<String>, file: Option<PathBuf>) -> Result<Option<String>> {
    // An empty variable, as compose files set them, says nothing.
    match (
        value.filter(|value| !value.trim().is_empty()),
        file.filter(|path| !path.as_os_str().is_empty()),
    ) {
        (Some(value), _) => Ok(Some(value)),
        (None, Some(path)) => Ok(Some(read_text(&path)?.trim().to_owned())),
        (None, None) => Ok(None),
    }
}

fn read_text(path: &Path) -> Result<String> {
    std::fs::read_to_string(path)
        .map_err(|error| mistake(format!("{} cannot be read: {error}.", path.display())))
}

fn mistake(sentence: impl Into<String>) -> Error {
    Error::rule("configuration", sentence)
}
