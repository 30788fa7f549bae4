//! The validator, and our schema against the official one.

use linear_sim::{SCHEMA, agrees, validate};

/// The official schema, if the environment says where it is.
#[expect(
    clippy::disallowed_methods,
    reason = "the official schema is no part of the project; the environment may name it"
)]
fn official() -> Option<String> {
    let path = std::env::var_os("LINEAR_SCHEMA")?;
    Some(std::fs::read_to_string(path).expect("LINEAR_SCHEMA names a readable file"))
}

#[test]
fn our_extract_agrees_with_the_official_schema() {
    let Some(official) = official() else { return };
    assert_eq!(agrees(SCHEMA, &official), Ok(()));
}

#[test]
fn disagreement_is_noticed() {
    let theirs =
        "type Query { a(x: Int, must: Int!): String! b: E } enum E { one } input I { f: Int } scalar S";
    assert_eq!(agrees("type Query { b: E } enum E { one }", theirs), Ok(()));
    let complaint = |ours: &str| agrees(ours, theirs).expect_err("disagrees").join("; ");
    assert_eq!(complaint("type Query { c: Int }"), "field Query.c does not exist");
    assert_eq!(
        complaint("type Query { b: E } enum E { one two }"),
        "E has no two"
    );
    assert_eq!(
        complaint("type Query { b: E! } enum E { one }"),
        "field Query.b is E there, not E!"
    );
    assert_eq!(
        complaint("type Query { a(y: Int, must: Int!): String! }"),
        "Query.a takes no y"
    );
    assert_eq!(
        complaint("type Query { a(x: Int!, must: Int!): String! }"),
        "x of Query.a is Int there, not Int!"
    );
    assert_eq!(complaint("type Query { a: String! }"), "Query.a needs must there");
    assert_eq!(
        complaint("type Query { b: S } type S { a: Int }"),
        "field Query.b is E there, not S; S is a scalar there, not a type"
    );
    assert_eq!(
        complaint("type Query { b: E } enum E { one } input I { g: Int }"),
        "I takes no g"
    );
}

const GOOD: &str = "
    query Pull($first: Int!, $after: String, $since: DateTimeOrDuration!, $teams: [ID!]) {
      issues(first: $first, after: $after, includeArchived: true, orderBy: updatedAt,
             filter: { updatedAt: { gte: $since }, team: { id: { in: $teams } } }) {
        nodes { ...Task labels(first: 10) { nodes { name } } }
        pageInfo { hasNextPage endCursor }
      }
    }
    fragment Task on Issue { id identifier state { type } assignee { ... on User { email } } }";

#[test]
fn a_sound_query_passes_both_schemas() {
    assert_eq!(validate(SCHEMA, GOOD), Ok(()));
    if let Some(official) = official() {
        assert_eq!(validate(&official, GOOD), Ok(()));
    }
}

/// Queries that break one rule each, and a part of what is said about them.
const UNSOUND: &[(&str, &str)] = &[
    (
        "{ issues { nodes { nonsense } } }",
        "Cannot query field \"nonsense\" on type \"Issue\".",
    ),
    ("{ issues { nodes { id ", "Syntax Error"),
    (
        "{ issues(size: 3) { nodes { id } } }",
        "Unknown argument \"size\" on field \"Query.issues\".",
    ),
    (
        "{ issue { id } }",
        "argument \"id\" of type \"String!\" is required",
    ),
    (
        "{ issue(id: 3) { id } }",
        "Expected value of type \"String\", found 3.",
    ),
    (
        "{ issues(first: \"3\") { nodes { id } } }",
        "Expected value of type \"Int\"",
    ),
    (
        "{ issues(first: 3000000000) { nodes { id } } }",
        "Expected value of type \"Int\"",
    ),
    (
        "{ issues(orderBy: title) { nodes { id } } }",
        "Expected value of type \"PaginationOrderBy\", found title.",
    ),
    (
        "{ issues(filter: {identifier: {eq: \"ENG-1\"}}) { nodes { id } } }",
        "Field \"identifier\" is not defined by type \"IssueFilter\".",
    ),
    (
        "{ issues(filter: {id: {in: [null]}}) { nodes { id } } }",
        "Expected value of type \"ID!\", found null.",
    ),
    ("{ viewer }", "must have a selection of subfields"),
    ("{ viewer { id { x } } }", "must not have a selection"),
    (
        "query($a: Int) { viewer { id } }",
        "Variable \"$a\" is never used.",
    ),
    (
        "{ issues(first: $n) { nodes { id } } }",
        "Variable \"$n\" is not defined.",
    ),
    (
        "query($n: String) { issues(first: $n) { nodes { id } } }",
        "used in position expecting type \"Int\".",
    ),
    (
        "query($i: String) { issue(id: $i) { id } }",
        "Variable \"$i\" of type \"String\" used in position expecting type \"String!\".",
    ),
    (
        "query($d: DateTime!) { issues(filter: {updatedAt: {gte: $d}}) { nodes { id } } }",
        "used in position expecting type \"DateTimeOrDuration\".",
    ),
    (
        "query($x: Nothing) { viewer { id } }",
        "Unknown type \"Nothing\".",
    ),
    ("query($x: Issue) { viewer { id } }", "cannot be non-input type"),
    ("{ viewer { ...Gone } }", "Unknown fragment \"Gone\"."),
    (
        "{ viewer { id } } fragment F on User { id }",
        "Fragment \"F\" is never used.",
    ),
    (
        "{ viewer { ...F } } fragment F on Issue { id }",
        "can never be of type \"Issue\"",
    ),
    (
        "{ issues { nodes { ...F } } } fragment F on Issue { parent { ...F } }",
        "Cannot spread fragment \"F\" within itself.",
    ),
    ("{ viewer { a: id a: name } }", "Fields \"a\" conflict"),
    (
        "{ issues(first: 1) { nodes { id } } issues(first: 2) { nodes { id } } }",
        "Fields \"issues\" conflict",
    ),
    ("{ viewer { id @mystery } }", "Unknown directive \"@mystery\"."),
    ("{ viewer { id @skip } }", "takes exactly the argument \"if\""),
    (
        "query A { viewer { id } } query A { viewer { id } }",
        "only one operation named \"A\"",
    ),
    (
        "{ viewer { id } } query A { viewer { id } }",
        "must be the only defined operation",
    ),
    (
        "mutation { commentCreate { success } }",
        "not configured to execute mutation",
    ),
];

#[test]
fn every_rule_finds_its_offender() {
    for (query, expected) in UNSOUND {
        let problems = validate(SCHEMA, query).expect_err(query).join("\n");
        assert!(
            problems.contains(expected),
            "{query}\nexpected: {expected}\nfound: {problems}"
        );
    }
}

#[test]
fn what_the_rules_allow_is_allowed() {
    let cases = [
        "query($i: String = \"ENG-1\") { issue(id: $i) { id } }",
        "{ viewer { a: id b: id id id __typename } }",
        "query($with: Boolean!) { viewer { id ...F @include(if: $with) } } fragment F on User { name }",
        "query($f: IssueFilter, $n: Int!) { issues(filter: $f, first: $n) { nodes { id } } }",
        "{ issues(filter: {id: {in: \"x\"}}) { nodes { id } } }",
        "{ issues(sort: [{updatedAt: {order: Ascending}}]) { edges { cursor node { id } } } }",
        "query A { viewer { id } } query B { viewer { name } }",
    ];
    for query in cases {
        assert_eq!(validate(SCHEMA, query), Ok(()), "{query}");
    }
}
