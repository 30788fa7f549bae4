//! What goes in comes out again, on both engines.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use timetracker_db::testing::TestDb;
use timetracker_db::{
    Engine, Error, FromVal, Kind, Migration, Read, Row, Sql, ToVal, Upsert, Val, both_engines, p, record,
};
use timetracker_types::{Day, Id, Instant, Zone};

const SCHEMA: &[Migration] = &[Migration {
    version: 1,
    name: "kinds",
    sqlite: "CREATE TABLE kinds (id INTEGER PRIMARY KEY, source TEXT NOT NULL, i INTEGER, r REAL, b INTEGER, t TEXT,
                blob BLOB, j TEXT, day TEXT, at INTEGER) STRICT;
             CREATE UNIQUE INDEX kinds_source ON kinds (source) WHERE source <> '';",
    postgres: "CREATE TABLE kinds (id BIGINT PRIMARY KEY, source TEXT NOT NULL, i BIGINT, r DOUBLE PRECISION, b BOOLEAN,
                t TEXT, blob BYTEA, j TEXT, day TEXT, at BIGINT);
             CREATE UNIQUE INDEX kinds_source ON kinds (source) WHERE source <> '';",
}];

const COLUMNS: &[(&str, Kind)] = &[
    ("id", Kind::Int),
    ("source", Kind::Text),
    ("i", Kind::Int),
    ("r", Kind::Real),
    ("b", Kind::Bool),
    ("t", Kind::Text),
    ("blob", Kind::Bytes),
    ("j", Kind::Text),
    ("day", Kind::Text),
    ("at", Kind::Int),
];

/// By the primary key.
const BY_ID: Upsert = Upsert {
    table: "kinds",
    columns: COLUMNS,
    conflict: &["id"],
    conflict_where: None,
    update: &["i", "r", "b", "t", "blob", "j", "day", "at"],
};

/// By a partial unique index.
const BY_SOURCE: Upsert = Upsert {
    conflict: &["source"],
    conflict_where: Some("source <> ''"),
    update: &["t"],
    ..BY_ID
};

record! {
    /// One row of everything.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Everything {
        /// The key.
        pub id: Id<Everything>,
        /// An integer.
        pub i: Option<i64>,
        /// A real number.
        pub r: Option<f64>,
        /// A boolean.
        pub b: Option<bool>,
        /// Text.
        pub t: Option<String>,
        /// Bytes.
        pub blob: Option<Vec<u8>>,
        /// A day.
        pub day: Option<Day>,
        /// An instant.
        pub at: Option<Instant>,
    }
}

fn full(id: i64, text: &str) -> Vec<Val> {
    let day: Day = "2026-11-24".parse().unwrap();
    p![
        id,
        format!("s{id}"),
        i64::MAX,
        0.1,
        true,
        text,
        vec![0_u8, 255],
        "{}",
        day,
        Instant::from_millis(-1)
    ]
}

fn empty(id: i64) -> Vec<Val> {
    let mut row = vec![Val::Null; COLUMNS.len()];
    row[0] = Val::Int(id);
    row[1] = "".to_val();
    row
}

async fn upsert(t: &TestDb, how: &Upsert, rows: Vec<Vec<Val>>) -> u64 {
    let tx = t.begin_bulk().await.unwrap();
    let affected = tx.upsert(how, rows).await.unwrap();
    tx.commit().await.unwrap();
    affected
}

/// Writes the value into a column and reads it back.
async fn round_trip<V: ToVal + FromVal>(t: &TestDb, column: &'static str, value: V) -> V {
    let mut sql = Sql::new("UPDATE kinds SET ");
    sql.push(column).push(" = ").bind(value);
    let (text, params) = sql.into_parts();
    assert_eq!(t.exec(&text, params).await.unwrap(), 1);
    let mut sql = Sql::new("SELECT ");
    sql.push(column).push(" FROM kinds");
    t.scalar(&sql.text(), p![]).await.unwrap()
}

both_engines! {
    migrations = SCHEMA;

    async fn an_upsert_counts_what_it_changed(t: TestDb) {
        assert_eq!(upsert(&t, &BY_ID, vec![full(2, "b"), full(1, "a"), empty(3)]).await, 3, "inserted");
        assert_eq!(upsert(&t, &BY_ID, vec![full(2, "b"), full(1, "a"), empty(3)]).await, 0, "unchanged");
        assert_eq!(upsert(&t, &BY_ID, vec![full(1, "changed"), full(2, "b"), empty(3), full(4, "new")]).await, 2);
        assert_eq!(upsert(&t, &BY_ID, vec![full(3, "was NULL")]).await, 1, "NULL differs from a value");
        assert_eq!(upsert(&t, &BY_ID, vec![]).await, 0);
    }

    async fn an_upsert_keeps_every_kind_and_null(t: TestDb) {
        upsert(&t, &BY_ID, vec![full(1, "ä🙂"), empty(2)]).await;
        let rows: Vec<Everything> = t.query("SELECT * FROM kinds ORDER BY id", p![]).await.unwrap();
        let expected = Everything {
            id: Id::new(1),
            i: Some(i64::MAX),
            r: Some(0.1),
            b: Some(true),
            t: Some("ä🙂".to_owned()),
            blob: Some(vec![0, 255]),
            day: Some("2026-11-24".parse().unwrap()),
            at: Some(Instant::from_millis(-1)),
        };
        assert_eq!(rows[0], expected);
        let nothing = Everything { id: Id::new(2), i: None, r: None, b: None, t: None, blob: None, day: None, at: None };
        assert_eq!(rows[1], nothing);
    }

    async fn of_rows_with_one_key_the_last_counts(t: TestDb) {
        assert_eq!(upsert(&t, &BY_ID, vec![full(1, "first"), full(2, "x"), full(1, "last")]).await, 2);
        assert_eq!(t.scalar::<String>("SELECT t FROM kinds WHERE id = 1", p![]).await.unwrap(), "last");
    }

    async fn an_upsert_by_a_partial_index(t: TestDb) {
        upsert(&t, &BY_ID, vec![full(1, "a")]).await;
        let mut same_source = full(99, "b");
        same_source[1] = "s1".to_val();
        assert_eq!(upsert(&t, &BY_SOURCE, vec![same_source]).await, 1);
        let rows: Vec<(i64, String)> = t.query("SELECT id, t FROM kinds", p![]).await.unwrap();
        assert_eq!(rows, [(1, "b".to_owned())]);
        let only_new = Upsert { update: &[], ..BY_ID };
        assert_eq!(upsert(&t, &only_new, vec![full(1, "ignored"), full(2, "new")]).await, 1);
    }

    async fn an_upsert_of_many_rows(t: TestDb) {
        let rows: Vec<_> = (0..2500).rev().map(|id| full(id, "x")).collect();
        assert_eq!(upsert(&t, &BY_ID, rows.clone()).await, 2500);
        assert_eq!(upsert(&t, &BY_ID, rows).await, 0);
    }

    async fn a_malformed_upsert_is_refused(t: TestDb) {
        let tx = t.begin().await.unwrap();
        assert!(matches!(tx.upsert(&BY_ID, vec![p![1]]).await, Err(Error::Unsupported(_))));
        let wrong_key = Upsert { conflict: &["nowhere"], ..BY_ID };
        assert!(matches!(tx.upsert(&wrong_key, vec![full(1, "a")]).await, Err(Error::Unsupported(_))));
        let mut wrong_kind = full(1, "a");
        wrong_kind[2] = "not a number".to_val();
        tx.upsert(&BY_ID, vec![wrong_kind]).await.unwrap_err();
    }

    async fn parameters_are_bound_by_number(t: TestDb) {
        let text = "SELECT CAST($2 AS TEXT), CAST($1 AS BIGINT), CAST($2 AS TEXT), '$1'";
        let row: (String, i64, String, String) = t.query_one(text, p![7, "two"]).await.unwrap();
        assert_eq!(row, ("two".to_owned(), 7, "two".to_owned(), "$1".to_owned()));
        upsert(&t, &BY_ID, vec![full(1, "a")]).await;
        assert_eq!(t.exec("UPDATE kinds SET t = $2 WHERE id = $1", p![1, "swapped"]).await.unwrap(), 1);
        t.query::<Row>(text, p![7]).await.unwrap_err();
        t.query::<Row>(text, p![7, "two", 3]).await.unwrap_err();
    }

    async fn extremes_survive(t: TestDb) {
        upsert(&t, &BY_ID, vec![full(1, "a")]).await;
        for int in [i64::MIN, i64::MIN + 1, -1, 0, i64::MAX] {
            assert_eq!(round_trip(&t, "i", int).await, int);
        }
        for real in [f64::MIN, f64::MAX, f64::MIN_POSITIVE, -0.1, 1.0, f64::INFINITY] {
            assert_eq!(round_trip(&t, "r", real).await.to_bits(), real.to_bits());
        }
        let long = "🙂ñ".repeat(100_000);
        for text in ["", "👩‍👩‍👧 Zeit: ½ — 'quoted' \"$1\" \\ \n\t", long.as_str()] {
            assert_eq!(round_trip(&t, "t", text.to_owned()).await, text);
        }
        let bytes: Vec<u8> = (0..=255).collect();
        assert_eq!(round_trip(&t, "blob", bytes.clone()).await, bytes);
        assert_eq!(round_trip(&t, "blob", Vec::new()).await, Vec::<u8>::new());
        assert!(!round_trip(&t, "b", false).await);
        assert_eq!(round_trip(&t, "b", None::<bool>).await, None);
    }

    async fn the_vocabulary_survives(t: TestDb) {
        upsert(&t, &BY_ID, vec![full(1, "a")]).await;
        assert_eq!(round_trip(&t, "i", Id::<Everything>::new(42)).await, Id::new(42));
        assert_eq!(round_trip(&t, "at", Instant::from_millis(1_795_000_000_123)).await.as_millis(), 1_795_000_000_123);
        let day: Day = "2024-02-29".parse().unwrap();
        assert_eq!(round_trip(&t, "day", day).await, day);
        let zone: Zone = "Europe/Berlin".parse().unwrap();
        assert_eq!(round_trip(&t, "t", zone.clone()).await, zone);
        t.exec("UPDATE kinds SET t = 'Europe/Nowhere'", p![]).await.unwrap();
        assert!(matches!(t.scalar::<Zone>("SELECT t FROM kinds", p![]).await, Err(Error::Decode { .. })));
    }

    async fn nul_is_refused_in_text(t: TestDb) {
        upsert(&t, &BY_ID, vec![full(1, "a")]).await;
        let refused = t.exec("UPDATE kinds SET t = $1", p!["a\0b"]).await;
        assert_eq!(refused, Err(Error::Check { detail: "text holds a NUL character".to_owned() }));
    }

    async fn a_wrong_type_names_its_column(t: TestDb) {
        upsert(&t, &BY_ID, vec![full(1, "a")]).await;
        let row: Row = t.query_one("SELECT id, t, blob FROM kinds", p![]).await.unwrap();
        let wrong = Error::Decode { column: "t".to_owned(), message: "expected an integer, found text".to_owned() };
        assert_eq!(row.get::<i64>("t"), Err(wrong));
        assert!(matches!(row.get::<i64>("nowhere"), Err(Error::Decode { column, .. }) if column == "nowhere"));
        assert!(matches!(row.get::<String>("blob"), Err(Error::Decode { .. })));
        t.exec("UPDATE kinds SET i = 5000000000", p![]).await.unwrap();
        assert!(matches!(t.scalar::<i32>("SELECT i FROM kinds", p![]).await, Err(Error::Decode { .. })));
        assert!(matches!(t.scalar::<i64>("SELECT r FROM kinds WHERE r IS NULL", p![]).await, Err(Error::NoRow)));
        assert_eq!(t.query_opt::<(i64,)>("SELECT id FROM kinds WHERE id = 2", p![]).await.unwrap(), None);
    }

    async fn a_column_that_came_meanwhile_is_seen_by_every_connection(t: TestDb) {
        upsert(&t, &BY_ID, vec![full(1, "a")]).await;
        for _ in 0..8 {
            t.query_one::<Row>("SELECT * FROM kinds", p![]).await.unwrap();
        }
        let late = if t.engine() == Engine::Sqlite { "INTEGER" } else { "BIGINT" };
        t.exec(&format!("ALTER TABLE kinds ADD COLUMN late {late} DEFAULT 7"), p![]).await.unwrap();
        for _ in 0..8 {
            let row: Row = t.query_one("SELECT * FROM kinds", p![]).await.unwrap();
            assert_eq!(row.get::<i64>("late"), Ok(7));
        }
    }

    async fn a_statement_by_value_is_never_run_with_a_plan_for_all_values(t: TestDb) {
        upsert(&t, &BY_ID, vec![full(1, "a"), full(2, "b")]).await;
        let tx = t.begin().await.unwrap();
        for first in 0..12_i64 {
            for mut sql in [Sql::by_value(), Sql::default()] {
                sql.push("SELECT COUNT(*) FROM kinds WHERE id > ").bind(first).push(" AND id <= ").bind(9);
                let (text, params) = sql.into_parts();
                let expected = (2 - first).max(0);
                assert_eq!(tx.scalar::<i64>(&text, params).await.unwrap(), expected);
            }
        }
        if t.engine() == Engine::Postgres {
            let sql = "SELECT CAST(COALESCE(SUM(generic_plans), 0) AS BIGINT) FROM pg_prepared_statements
                WHERE statement LIKE '%SELECT COUNT(*) FROM kinds%' AND (statement LIKE '/* by value */%') = $1";
            assert_eq!(tx.scalar::<i64>(sql, p![true]).await.unwrap(), 0);
            assert!(tx.scalar::<i64>(sql, p![false]).await.unwrap() > 0, "the others have one");
        }
    }
}
