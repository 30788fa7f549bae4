//! Databases for tests: the same test on both engines, each time on a fresh database.
//!
//! ```
//! use timetracker_db::{Read, both_engines, p};
//!
//! both_engines! {
//!     migrations = &[];
//!
//!     async fn one_is_one(t: TestDb) {
//!         assert_eq!(t.scalar::<i64>("SELECT CAST(1 AS BIGINT)", p![]).await.unwrap(), 1);
//!     }
//! }
//! # fn main() {}
//! ```
//!
//! That declares the tests `one_is_one::sqlite` and `one_is_one::postgres`. The latter needs a server whose role may
//! create databases, named by the environment's `TIMETRACKER_TEST_POSTGRES`; without it the test says that it was
//! skipped, or fails when `TIMETRACKER_REQUIRE_POSTGRES=1` asks for it.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::ops::Deref;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;

use sha2::{Digest, Sha256};

use crate::migrate::hexadecimal;
use crate::{Db, Engine, Error, Location, Migration, Options, Read, Result, p};

/// An engine that tests can run on.
#[derive(Debug, Clone)]
pub enum Backend {
    /// A file in the directory for temporary files.
    Sqlite,
    /// Databases on this server: the URL of one on which others can be created.
    Postgres(String),
}

/// A database of its own for one test; used like the [`Db`] it holds.
#[derive(Debug)]
pub struct TestDb {
    db: Db,
    options: Options,
    backend: Backend,
}

impl Backend {
    /// The engines that can be tested here.
    ///
    /// # Panics
    /// When PostgreSQL is required but no server is named.
    pub fn all() -> Vec<Backend> {
        [Some(Backend::Sqlite), Backend::postgres()]
            .into_iter()
            .flatten()
            .collect()
    }

    /// PostgreSQL, if the environment names a server.
    ///
    /// # Panics
    /// When it is required but no server is named.
    #[expect(
        clippy::disallowed_methods,
        reason = "the environment says where tests find their server"
    )]
    pub fn postgres() -> Option<Backend> {
        let url = std::env::var("TIMETRACKER_TEST_POSTGRES")
            .ok()
            .filter(|url| !url.is_empty());
        let required = std::env::var("TIMETRACKER_REQUIRE_POSTGRES").is_ok_and(|value| value == "1");
        assert!(
            url.is_some() || !required,
            "PostgreSQL is required: TIMETRACKER_TEST_POSTGRES names no server"
        );
        url.map(Backend::Postgres)
    }

    /// Makes a fresh database with these migrations applied. Call [`TestDb::remove`] when done.
    pub async fn create(&self, migrations: &[Migration]) -> Result<TestDb> {
        let name = format!("tt_test_{:016x}", RandomState::new().hash_one(std::process::id()));
        let options = match self {
            Backend::Sqlite => Options {
                readers: 2,
                ..Options::sqlite(sqlite_file(&name)?)
            },
            Backend::Postgres(url) => {
                let template = postgres_template(url, migrations).await?;
                let admin = Db::open(Options {
                    pool_size: 1,
                    ..Options::postgres(url)
                })
                .await?;
                admin
                    .exec(&format!("CREATE DATABASE {name} TEMPLATE {template}"), p![])
                    .await?;
                Options {
                    pool_size: 8,
                    ..Options::postgres(with_database(url, &name))
                }
            }
        };
        let db = Db::open(options.clone()).await?;
        db.migrate(migrations).await?;
        Ok(TestDb {
            db,
            options,
            backend: self.clone(),
        })
    }
}

impl TestDb {
    /// The database itself, for code that keeps one.
    pub fn db(&self) -> Db {
        self.db.clone()
    }

    /// How it was opened.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Opens it once more, as another process would.
    pub async fn reopen(&self) -> Result<Db> {
        Db::open(self.options.clone()).await
    }

    /// Closes and removes it, even while somebody is still connected.
    pub async fn remove(self) -> Result<()> {
        self.db.close().await;
        match (&self.backend, &self.options.location) {
            (Backend::Postgres(admin), Location::Postgres(url)) => {
                let name = url.split(['/', '?']).nth(3).unwrap_or_default();
                let admin = Db::open(Options {
                    pool_size: 1,
                    ..Options::postgres(admin)
                })
                .await?;
                admin
                    .exec(&format!("DROP DATABASE {name} WITH (FORCE)"), p![])
                    .await?;
            }
            (_, Location::Sqlite(file)) => {
                let directory = file.parent().unwrap_or(file);
                std::fs::remove_dir_all(directory).map_err(|error| Error::Driver(error.to_string()))?;
            }
            _ => {}
        }
        Ok(())
    }
}

impl Deref for TestDb {
    type Target = Db;
    fn deref(&self) -> &Db {
        &self.db
    }
}

/// Runs one test on one engine; what [`both_engines!`](crate::both_engines) expands to.
///
/// # Panics
/// When the test does, after its database was removed.
#[expect(
    clippy::print_stderr,
    clippy::expect_used,
    reason = "a test tells its reader and fails by panicking"
)]
pub fn run<F: Future<Output = ()>>(engine: Engine, migrations: &[Migration], test: impl FnOnce(TestDb) -> F) {
    let backend = match engine {
        Engine::Sqlite => Backend::Sqlite,
        Engine::Postgres => match Backend::postgres() {
            Some(backend) => backend,
            None => return eprintln!("skipped: TIMETRACKER_TEST_POSTGRES names no server"),
        },
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let runtime = runtime.expect("a runtime starts");
    let given = runtime
        .block_on(backend.create(migrations))
        .expect("a fresh database is made");
    let kept = TestDb {
        db: given.db(),
        options: given.options.clone(),
        backend,
    };
    let outcome = catch_unwind(AssertUnwindSafe(|| runtime.block_on(test(given))));
    let removed = runtime.block_on(kept.remove());
    if let Err(panic) = outcome {
        resume_unwind(panic);
    }
    removed.expect("the database is removed");
}

/// Declares tests that run on both engines; see [`testing`](crate::testing).
///
/// `migrations = …;` (an expression of type `&[Migration]`) comes first and may be left out.
#[macro_export]
macro_rules! both_engines {
    (@declare $migrations:expr; $(
        $(#[$meta:meta])* async fn $name:ident($test:ident: TestDb) $body:block
    )*) => { $(
        $(#[$meta])*
        #[cfg(test)]
        async fn $name($test: $crate::testing::TestDb) $body

        #[cfg(test)]
        mod $name {
            #[allow(unused_imports, reason = "only some expressions name something of the module around")]
            use super::*;
            #[test]
            fn sqlite() {
                $crate::testing::run($crate::Engine::Sqlite, $migrations, super::$name);
            }
            #[test]
            fn postgres() {
                $crate::testing::run($crate::Engine::Postgres, $migrations, super::$name);
            }
        }
    )* };
    (migrations = $migrations:expr; $($tests:tt)*) => { $crate::both_engines! { @declare $migrations; $($tests)* } };
    (async $($tests:tt)*) => { $crate::both_engines! { @declare &[]; async $($tests)* } };
    (#[$($meta:tt)*] $($tests:tt)*) => { $crate::both_engines! { @declare &[]; #[$($meta)*] $($tests)* } };
}

fn sqlite_file(name: &str) -> Result<PathBuf> {
    let directory = std::env::temp_dir().join(name);
    std::fs::create_dir(&directory).map_err(|error| Error::Driver(error.to_string()))?;
    Ok(directory.join("test.db"))
}

/// The URL with another database's name in it.
fn with_database(url: &str, name: &str) -> String {
    let (address, query) = url
        .split_once('?')
        .map_or((url, String::new()), |(address, query)| {
            (address, format!("?{query}"))
        });
    let server: Vec<&str> = address.splitn(4, '/').take(3).collect();
    format!("{}/{name}{query}", server.join("/"))
}

/// The database that new ones are copied from: empty but migrated, made once for each set of migrations.
async fn postgres_template(url: &str, migrations: &[Migration]) -> Result<String> {
    let mut digest = Sha256::new();
    for migration in migrations {
        digest.update(migration.version.to_be_bytes());
        digest.update(migration.checksum(Engine::Postgres));
    }
    let digest = hexadecimal(&digest.finalize()[..8]);
    let (template, unfinished) = (format!("tt_template_{digest}"), format!("tt_unfinished_{digest}"));
    let admin = Db::open(Options {
        pool_size: 2,
        ..Options::postgres(url)
    })
    .await?;
    let alone = admin.begin().await?;
    alone.lock("tt_template", 0).await?;
    let present = "SELECT datname FROM pg_database WHERE datname = $1";
    if alone
        .query_opt::<(String,)>(present, p![template])
        .await?
        .is_none()
    {
        admin
            .exec(
                &format!("DROP DATABASE IF EXISTS {unfinished} WITH (FORCE)"),
                p![],
            )
            .await?;
        admin
            .exec(&format!("CREATE DATABASE {unfinished} TEMPLATE template0"), p![])
            .await?;
        let db = Db::open(Options {
            pool_size: 1,
            ..Options::postgres(with_database(url, &unfinished))
        })
        .await?;
        db.migrate(migrations).await?;
        db.close().await;
        admin
            .exec(&format!("ALTER DATABASE {unfinished} RENAME TO {template}"), p![])
            .await?;
    }
    alone.rollback().await?;
    Ok(template)
}
