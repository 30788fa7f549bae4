//! Several transactions as one, on both engines.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use timetracker_db::{Db, Error, Joined, Migration, Read, Result, apart, both_engines, p};

const TABLES: &[Migration] = &[Migration {
    version: 1,
    name: "tables",
    sqlite: "CREATE TABLE claim (key TEXT PRIMARY KEY) STRICT; CREATE TABLE x (n INTEGER PRIMARY KEY) STRICT;",
    postgres: "CREATE TABLE claim (key TEXT PRIMARY KEY); CREATE TABLE x (n BIGINT PRIMARY KEY);",
}];
const CLAIM: &str = "INSERT INTO claim (key) VALUES ($1) ON CONFLICT (key) DO NOTHING";

async fn put(db: &Db, n: i64) -> Result<()> {
    let tx = db.begin().await?;
    tx.exec("INSERT INTO x (n) VALUES ($1)", p![n]).await?;
    tx.commit().await
}

async fn kept(db: &Db) -> Vec<i64> {
    let rows: Vec<(i64,)> = db.query("SELECT n FROM x ORDER BY n", p![]).await.unwrap();
    rows.into_iter().map(|(n,)| n).collect()
}

fn armed(db: &Db, key: &str) -> Joined {
    let joined = Joined::new(db);
    joined.arm(CLAIM, p![key]);
    joined
}

both_engines! {
    migrations = TABLES;

    async fn nothing_is_kept_before_the_end(t: TestDb) {
        let db = t.db();
        let joined = armed(&db, "a");
        let seen = joined.run(async {
            put(&db, 1).await.unwrap();
            put(&db, 2).await.unwrap();
            db.exec("INSERT INTO x (n) VALUES ($1)", p![3]).await.unwrap();
            kept(&db).await
        }).await;
        assert_eq!(seen, [1, 2, 3], "what it wrote is seen inside");
        assert!(kept(&db).await.is_empty(), "and not outside");
        joined.finish().await.unwrap().commit().await.unwrap();
        assert_eq!(kept(&db).await, [1, 2, 3]);
    }

    async fn dropped_or_discarded_it_leaves_nothing(t: TestDb) {
        let db = t.db();
        let joined = armed(&db, "a");
        joined.run(put(&db, 1)).await.unwrap();
        joined.discard().await.unwrap();
        let joined = armed(&db, "a");
        joined.run(put(&db, 2)).await.unwrap();
        drop(joined);
        put(&db, 9).await.unwrap();
        assert_eq!(kept(&db).await, [9]);
        assert_eq!(db.scalar::<i64>("SELECT COUNT(*) FROM claim", p![]).await.unwrap(), 0);
    }

    async fn a_part_that_is_given_up_takes_no_other_with_it(t: TestDb) {
        let db = t.db();
        let joined = armed(&db, "a");
        joined.run(async {
            let given_up = db.begin().await.unwrap();
            given_up.exec("INSERT INTO x (n) VALUES (1)", p![]).await.unwrap();
            drop(given_up);
            put(&db, 2).await.unwrap();
            let given_up = db.begin().await.unwrap();
            given_up.exec("INSERT INTO x (n) VALUES (3)", p![]).await.unwrap();
            given_up.rollback().await.unwrap();
            put(&db, 4).await.unwrap();
            assert_eq!(kept(&db).await, [2, 4]);
        }).await;
        joined.finish().await.unwrap().commit().await.unwrap();
        assert_eq!(kept(&db).await, [2, 4]);
    }

    async fn a_failed_first_part_may_be_tried_again(t: TestDb) {
        let db = t.db();
        put(&db, 1).await.unwrap();
        let joined = armed(&db, "a");
        joined.run(async {
            assert!(matches!(put(&db, 1).await, Err(Error::Unique { .. })));
            assert_eq!(kept(&db).await, [1]);
            put(&db, 2).await.unwrap();
        }).await;
        joined.finish().await.unwrap().commit().await.unwrap();
        assert_eq!(kept(&db).await, [1, 2]);
    }

    async fn whoever_comes_second_does_nothing(t: TestDb) {
        let db = t.db();
        let joined = armed(&db, "a");
        joined.run(put(&db, 1)).await.unwrap();
        let second = {
            let db = db.clone();
            tokio::spawn(async move {
                let joined = armed(&db, "a");
                let outcome = joined.run(put(&db, 2)).await;
                (outcome, joined.is_taken())
            })
        };
        tokio::time::sleep(std::time::Duration::from_millis(30)).await;
        joined.finish().await.unwrap().commit().await.unwrap();
        assert_eq!(second.await.unwrap(), (Err(Error::Taken), true));
        assert_eq!(kept(&db).await, [1]);
    }

    async fn without_a_first_statement_and_apart_nothing_is_joined(t: TestDb) {
        let db = t.db();
        let joined = Joined::new(&db);
        joined.run(put(&db, 1)).await.unwrap();
        joined.arm(CLAIM, p!["a"]);
        joined.run(apart(put(&db, 2))).await.unwrap();
        assert_eq!(kept(&db).await, [1, 2]);
        joined.finish().await.unwrap().commit().await.unwrap();
        assert_eq!(db.scalar::<i64>("SELECT COUNT(*) FROM claim", p![]).await.unwrap(), 1);
    }
}
