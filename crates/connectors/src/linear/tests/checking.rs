//! "Test connection", and what people paste.

use super::*;

#[tokio::test]
async fn a_good_key_names_person_workspace_and_every_team_and_downloads_no_issue() {
    let it = workspace().await;
    it.add(it.eng, "Not to be read");
    for number in 0..260 {
        it.sim.add_team(&format!("T{number}"), "One of many");
    }
    let account = Linear.check(&it.call()).await.unwrap();
    assert_eq!(
        (account.name.as_str(), account.email.as_deref()),
        ("Jo Doe", Some("jo@northwind.example"))
    );
    assert_eq!(
        (account.workspace.as_str(), account.workspace_key.as_str()),
        ("Northwind", "northwind")
    );
    assert_eq!(account.containers.len(), 262);
    assert_eq!(it.operations(), ["Account", "Teams"]);
}

#[tokio::test]
async fn every_unknown_team_is_named_with_those_that_are_visible() {
    let it = workspace().await;
    let call = it.teams("eng, XYZ, QQ");
    let error = Linear.check(&call).await.unwrap_err();
    let sentence = "Linear has no teams XYZ, QQ that this key can see. It can see ENG, MOB.";
    assert_eq!(
        (error.kind, error.message.as_str()),
        (ErrorKind::FixSettings { field: TEAM_KEYS }, sentence)
    );
    let error = Linear.check(&it.teams("XYZ")).await.unwrap_err();
    assert_eq!(
        error.message,
        "Linear has no team XYZ that this key can see. It can see ENG, MOB."
    );
    it.sim.limit_key_to_teams(KEY, &[]);
    let error = Linear.check(&it.teams("XYZ")).await.unwrap_err();
    assert_eq!(
        error.message,
        "Linear has no team XYZ that this key can see. It can see no team at all."
    );
}

#[tokio::test]
async fn a_key_is_freed_of_what_came_along_when_it_was_copied() {
    let it = workspace().await;
    for pasted in [
        format!("  {KEY}\n"),
        format!("\"{KEY}\""),
        format!("Bearer {KEY}"),
        format!("'bearer  {KEY}' "),
    ] {
        assert!(Linear.check(&it.with_key(&pasted)).await.is_ok(), "{pasted:?}");
    }
}

#[tokio::test]
async fn what_cannot_be_a_key_is_refused_without_a_call() {
    let it = workspace().await;
    let long = "x".repeat(600);
    for pasted in [
        "",
        "  ",
        "\"\"",
        "lin_api_a b",
        "lin_api_a\nlin_api_b",
        "lin_äpi",
        "lin_oauth_abc",
        &long,
    ] {
        let error = Linear.check(&it.with_key(pasted)).await.unwrap_err();
        assert_eq!(
            error.kind,
            ErrorKind::FixSettings {
                field: ErrorKind::SECRET
            },
            "{pasted:?}"
        );
    }
    assert!(it.sim.requests().is_empty());
}

#[tokio::test]
async fn an_address_without_a_path_means_the_usual_one_and_nonsense_is_told() {
    let it = workspace().await;
    let bare = it.server.url.strip_suffix("/graphql").unwrap().to_owned();
    let call = Call {
        base_url: Some(bare),
        ..it.call()
    };
    assert!(Linear.check(&call).await.is_ok());
    for nonsense in ["api.linear.app", "ftp://linear.app", "not an address"] {
        let call = Call {
            base_url: Some(nonsense.to_owned()),
            ..it.call()
        };
        let error = Linear.check(&call).await.unwrap_err();
        assert!(error.message.contains("LINEAR_API_URL"), "{error:?}");
    }
}
