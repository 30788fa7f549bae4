//! How schemas move forward on both engines.

use timetracker_db::{Error, Migration, Read, both_engines, p};

const fn step(version: u32, name: &'static str, script: &'static str) -> Migration {
    Migration {
        version,
        name,
        sqlite: script,
        postgres: script,
    }
}

const ONE: Migration = step(
    1,
    "one",
    "CREATE TABLE one (id BIGINT PRIMARY KEY); INSERT INTO one VALUES (1), (2);",
);
const TWO: Migration = step(2, "two", "CREATE TABLE two (id BIGINT PRIMARY KEY);");
const BROKEN: Migration = step(
    2,
    "broken",
    "CREATE TABLE two (id BIGINT PRIMARY KEY); INSERT INTO nowhere VALUES (1);",
);

both_engines! {
    async fn migrations_are_applied_once_and_in_order(t: TestDb) {
        assert_eq!(t.migrate(&[TWO, ONE]).await.unwrap(), 2);
        assert_eq!(t.migrate(&[ONE, TWO]).await.unwrap(), 0);
        assert_eq!(t.scalar::<i64>("SELECT COUNT(*) FROM one", p![]).await.unwrap(), 2);
        let history: Vec<(u32, String, String, i64)> = t
            .query("SELECT version, name, checksum, applied_at FROM schema_migrations ORDER BY version", p![])
            .await
            .unwrap();
        assert_eq!((history[0].0, history[0].1.as_str()), (1, "one"));
        assert_eq!((history[1].0, history[1].1.as_str()), (2, "two"));
        assert_eq!(history[0].2.len(), 64);
        assert!(history.iter().all(|row| row.3 > 1_700_000_000_000), "milliseconds since 1970");
    }

    async fn a_newer_database_is_refused(t: TestDb) {
        t.migrate(&[ONE, TWO]).await.unwrap();
        assert_eq!(t.migrate(&[ONE]).await, Err(Error::NewerDatabase { found: 2, known: 1 }));
    }

    async fn a_changed_migration_is_refused(t: TestDb) {
        t.migrate(&[ONE]).await.unwrap();
        let changed = step(1, "one", "CREATE TABLE another (id BIGINT PRIMARY KEY);");
        assert_eq!(t.migrate(&[changed, TWO]).await, Err(Error::ChangedMigration { version: 1, name: "one".to_owned() }));
        assert!(t.scalar::<i64>("SELECT COUNT(*) FROM two", p![]).await.is_err(), "nothing was applied");
    }

    async fn a_failing_migration_leaves_nothing(t: TestDb) {
        assert!(matches!(t.migrate(&[ONE, BROKEN]).await, Err(Error::Driver(_))));
        assert!(t.scalar::<i64>("SELECT COUNT(*) FROM two", p![]).await.is_err());
        assert_eq!(t.migrate(&[ONE, TWO]).await.unwrap(), 1, "the first stayed, the second can still come");
    }

    async fn nodes_that_start_together_migrate_once(t: TestDb) {
        let tasks: Vec<_> = (0..4).map(|_| {
            let db = t.db();
            tokio::spawn(async move { db.migrate(&[ONE, TWO]).await.unwrap() })
        }).collect();
        let mut applied = 0;
        for task in tasks {
            applied += task.await.unwrap();
        }
        assert_eq!(applied, 2);
    }

    async fn one_version_cannot_mean_two_things(t: TestDb) {
        assert!(matches!(t.migrate(&[TWO, BROKEN]).await, Err(Error::Unsupported(_))));
    }
}
