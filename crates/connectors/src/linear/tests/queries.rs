//! Queries against the schema, and what they cost.

use super::*;

#[test]
fn every_query_is_valid_for_the_part_of_the_schema_that_we_keep() {
    for query in QUERIES {
        assert_eq!(
            linear_sim::validate(linear_sim::SCHEMA, query.text),
            Ok(()),
            "{}",
            query.operation
        );
    }
}

/// `LINEAR_SCHEMA` names a file with Linear's whole schema; `.ci/run` sets it where that is at hand.
#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "a test asks whether the official schema is at hand"
)]
fn every_query_is_valid_for_the_official_schema() {
    let Ok(path) = std::env::var("LINEAR_SCHEMA") else {
        eprintln!("LINEAR_SCHEMA is not set: compared with our own extract only");
        return;
    };
    let official = std::fs::read_to_string(&path).unwrap();
    assert_eq!(linear_sim::agrees(linear_sim::SCHEMA, &official), Ok(()));
    for query in QUERIES {
        assert_eq!(
            linear_sim::validate(&official, query.text),
            Ok(()),
            "{}",
            query.operation
        );
    }
}

#[tokio::test]
async fn requests_cost_what_the_readme_says() {
    let it = workspace().await;
    it.add_many(it.eng, 251);
    let (_, cursor) = pass(&it.call(), None).await;
    pull(&it.call(), Some(&cursor)).await.unwrap();
    census(&it.call(), Detail::Existence, None).await;
    census(&it.call(), Detail::Landing, None).await;
    let costs: Vec<(String, f64)> = it
        .sim
        .requests()
        .into_iter()
        .map(|request| (request.operation.unwrap(), request.complexity.ceil()))
        .collect();
    let costs: Vec<(&str, f64)> = costs.iter().map(|(name, cost)| (name.as_str(), *cost)).collect();
    assert_eq!(
        costs,
        [
            ("Workspace", 2225.0),
            ("Issues", 5800.0),
            ("Issues", 5800.0),
            ("Changes", 3745.0),
            ("Changes", 3745.0),
            ("Teams", 650.0),
            ("Count", 650.0),
            ("Count", 650.0),
            ("Teams", 650.0),
            ("States", 925.0),
            ("Landing", 1575.0),
            ("Landing", 1575.0),
        ]
    );
}

/// What a sync of so many issues costs in requests and points: the first pass, one without changes, and a census.
async fn costs_of(issues: usize) -> [(usize, f64); 3] {
    let sim = linear_sim::sample_workspace(issues, 4, 7);
    let jo = sim.add_user("Jo Doe", "jo@northwind.example");
    sim.add_key(KEY, jo);
    let teams = sim.teams();
    let it = serving(sim, teams[0].0, teams[1].0, options()).await;
    let spent = || {
        let requests = it.sim.requests();
        it.sim.forget_requests();
        (
            requests.len(),
            requests.iter().map(|request| request.complexity.ceil()).sum(),
        )
    };
    let (_, cursor) = pass(&it.call(), None).await;
    let first = spent();
    it.wait();
    let (_, cursor) = pass(&it.call(), Some(cursor)).await;
    spent();
    pass(&it.call(), Some(cursor)).await;
    let unchanged = spent();
    census(&it.call(), Detail::Existence, None).await;
    [first, unchanged, spent()]
}

#[tokio::test]
async fn syncs_cost_what_the_readme_says() {
    assert_eq!(costs_of(1_000).await, [(6, 29_170.0), (1, 3_745.0), (5, 3_250.0)]);
}

#[tokio::test]
#[ignore = "takes a minute; its figures are in the README"]
async fn large_syncs_cost_what_the_readme_says() {
    assert_eq!(
        costs_of(10_000).await,
        [(41, 232_170.0), (1, 3_745.0), (41, 26_650.0)]
    );
    assert_eq!(
        costs_of(100_000).await,
        [(382, 2_209_970.0), (1, 3_745.0), (401, 260_650.0)]
    );
}
