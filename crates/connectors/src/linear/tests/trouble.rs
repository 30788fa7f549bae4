//! Everything that goes wrong.

use super::*;

/// A first page is read, then this fault goes on for ever: the error, and that the cursor is still good.
async fn after(fault: Fault) -> Error {
    let it = workspace().await;
    it.add_many(it.eng, 300);
    let first = pull(&it.call(), None).await.unwrap();
    it.sim.fault_times(20, &fault);
    let error = refusal(&it.call(), Some(&first.next)).await;
    it.sim.clear_faults();
    it.sim.advance(Duration::from_hours(1));
    let second = pull(&it.call(), Some(&first.next)).await.unwrap();
    assert_eq!(
        (second.issues.len(), second.more),
        (50, true),
        "the cursor did not stay good"
    );
    error
}

fn graphql(http_status: u16, kind: &'static str, code: &'static str, message: &str) -> Fault {
    Fault::GraphqlError {
        http_status,
        message: message.to_owned(),
        kind,
        code,
    }
}

#[tokio::test]
async fn each_trouble_has_its_kind_and_its_sentence() {
    let internal = graphql(200, "internal error", "INTERNAL_SERVER_ERROR", "Oops");
    let invalid = graphql(
        400,
        "graphql error",
        "GRAPHQL_VALIDATION_FAILED",
        "Cannot query field",
    );
    let forbidden = graphql(403, "forbidden", "FORBIDDEN", "Invalid scope: `read` required");
    let plan = graphql(400, "feature not accessible", "FEATURE_NOT_ACCESSIBLE", "Upgrade");
    let refused = graphql(
        200,
        "authentication error",
        "AUTHENTICATION_ERROR",
        "not authenticated",
    );
    let complex = graphql(400, "invalid input", "INPUT_ERROR", "Query too complex");
    let partial = Fault::PartialData {
        message: "One field failed".into(),
    };
    let cases = [
        (Fault::Status(500), ErrorKind::Unexpected, "failed with HTTP 500"),
        (Fault::Html(502), ErrorKind::Unexpected, "a proxy?"),
        (Fault::Status(503), ErrorKind::Unexpected, "failed with HTTP 503"),
        (
            Fault::Html(200),
            ErrorKind::Unexpected,
            "Something between this server and Linear (a proxy?)",
        ),
        (
            Fault::Html(403),
            ErrorKind::Unexpected,
            "Something between this server and Linear (a proxy?)",
        ),
        (
            Fault::Html(401),
            ErrorKind::Unexpected,
            "Something between this server and Linear (a proxy?)",
        ),
        (
            Fault::Status(302),
            ErrorKind::Unexpected,
            "Something between this server and Linear (a proxy?)",
        ),
        (
            Fault::Status(407),
            ErrorKind::Unexpected,
            "A proxy between this server and Linear asks",
        ),
        (Fault::Status(404), ErrorKind::Unexpected, "LINEAR_API_URL"),
        (Fault::TruncatedJson, ErrorKind::Unexpected, "cut off"),
        (
            Fault::ResetMidBody,
            ErrorKind::Unreachable,
            "broke before its answer was complete",
        ),
        (partial, ErrorKind::Unexpected, "did not answer in full"),
        (internal, ErrorKind::Unexpected, "did not answer in full"),
        (invalid, ErrorKind::GiveUp, "Update TimeTracker"),
        (complex, ErrorKind::GiveUp, "too complex"),
        (forbidden, ErrorKind::Reauthorise, "Read permission"),
        (plan, ErrorKind::Unsupported, "plan"),
        (
            refused,
            ErrorKind::Reauthorise,
            "Linear refused the key: it was revoked or mistyped. Create a new one",
        ),
    ];
    for (fault, kind, words) in cases {
        let error = after(fault.clone()).await;
        assert_eq!(error.kind, kind, "{fault:?}: {error:?}");
        assert!(error.message.contains(words), "{fault:?}: {error:?}");
    }
}

#[tokio::test]
async fn one_failure_of_each_kind_that_passes_is_not_even_noticed() {
    let it = workspace().await;
    it.add_many(it.eng, 10);
    // So many that a second brings enough of them back.
    it.sim.set_limits(Limits {
        requests: 100_000.0,
        ..Limits::default()
    });
    let passing = [
        Fault::Status(500),
        Fault::Html(502),
        Fault::TruncatedJson,
        Fault::ResetMidBody,
        Fault::WrongContentType,
        Fault::PartialData {
            message: "One field failed".into(),
        },
        Fault::Delay(Duration::from_millis(30)),
        Fault::Drip {
            bytes: 512,
            pause: Duration::from_millis(1),
        },
        Fault::RateLimited {
            http_status: 400,
            retry_after: Some(1),
        },
    ];
    for fault in passing {
        it.sim.fault(fault.clone());
        let page = pull(&it.call(), None).await;
        assert_eq!(page.map(|page| page.issues.len()), Ok(10), "{fault:?}");
    }
}

#[tokio::test]
async fn a_rate_limit_is_one_whatever_its_status_and_waits_for_the_refill() {
    for http_status in [400, 429, 200] {
        let error = after(Fault::RateLimited {
            http_status,
            retry_after: Some(77),
        })
        .await;
        assert_eq!(
            error.kind,
            ErrorKind::RetryAfter(Duration::from_secs(77)),
            "{http_status}"
        );
        assert!(
            error.message.contains("2500 requests an hour") && error.message.contains("77 seconds"),
            "{error:?}"
        );
    }
    let ErrorKind::RetryAfter(pause) = after(Fault::RateLimited {
        http_status: 400,
        retry_after: None,
    })
    .await
    .kind
    else {
        panic!("not a rate limit")
    };
    // Fifty of 2,500 requests an hour.
    assert_eq!(pause.as_secs(), 72);
}

#[tokio::test]
async fn too_many_requests_is_a_rate_limit_even_where_the_body_does_not_say_so() {
    // Without Linear's headers nothing is known of the bucket; with them, that it is nearly full.
    let cases = [
        (Fault::Status(429), 60),
        (graphql(429, "other", "OTHER", "Slow down"), 10),
    ];
    for (fault, seconds) in cases {
        assert_eq!(
            after(fault).await.kind,
            ErrorKind::RetryAfter(Duration::from_secs(seconds))
        );
    }
}

#[tokio::test]
async fn the_real_limits_of_requests_and_of_points_are_told_as_well() {
    let it = workspace().await;
    it.add(it.eng, "One");
    it.sim.set_limits(Limits {
        requests: 2.0,
        ..Limits::default()
    });
    pull(&it.call(), None).await.unwrap();
    assert!(matches!(
        refusal(&it.call(), None).await.kind,
        ErrorKind::RetryAfter(_)
    ));
    it.sim.set_limits(Limits {
        complexity: 250_000.0,
        ..Limits::default()
    });
    let mut cursor = None;
    let error = loop {
        match pull(&it.call(), cursor.as_ref()).await {
            Ok(page) => cursor = Some(page.next),
            Err(error) => break error,
        }
    };
    let ErrorKind::RetryAfter(pause) = error.kind else {
        panic!("{error:?}")
    };
    assert!(
        (200..288).contains(&pause.as_secs()),
        "20,000 of 250,000 points an hour: {pause:?}"
    );
}

#[tokio::test]
async fn a_page_that_is_too_complex_is_asked_for_in_smaller_pieces() {
    let it = workspace().await;
    it.add_many(it.eng, 300);
    it.sim.set_limits(Limits {
        query_complexity: 1_000.0,
        ..Limits::default()
    });
    let (issues, cursor) = pass(&it.call(), None).await;
    assert_eq!(issues.len(), 300);
    it.sim.set_limits(Limits {
        query_complexity: 100.0,
        ..Limits::default()
    });
    let error = refusal(&it.call(), Some(&cursor)).await;
    assert_eq!(error.kind, ErrorKind::GiveUp);
}

#[tokio::test]
async fn an_expired_cursor_begins_the_pass_again_but_not_for_ever() {
    let it = workspace().await;
    it.add_many(it.eng, 600);
    let first = pull(&it.call(), None).await.unwrap();
    it.sim.fault(Fault::ExpiredCursor);
    let (issues, _) = pass(&it.call(), Some(first.next.clone())).await;
    assert_eq!(issues.len(), 600);
    it.sim.fault_times(1_000, &Fault::ExpiredCursor);
    let mut cursor = first.next;
    let error = loop {
        match pull(&it.call(), Some(&cursor)).await {
            Ok(page) => cursor = page.next,
            Err(error) => break error,
        }
    };
    assert_eq!(error.kind, ErrorKind::Unexpected);
    contract::is_fit_to_print(&error, &it.call());
    it.sim.clear_faults();
    let (issues, _) = pass(&it.call(), Some(cursor)).await;
    assert!(!issues.is_empty(), "healed");
}

#[tokio::test]
async fn a_key_revoked_between_pages_is_refused_and_the_cursor_waits_for_the_new_one() {
    let it = workspace().await;
    it.add_many(it.eng, 300);
    let first = pull(&it.call(), None).await.unwrap();
    it.sim.fault(Fault::RevokeKeyAfter(0));
    assert_eq!(
        refusal(&it.call(), Some(&first.next)).await.kind,
        ErrorKind::Reauthorise
    );
    let another = "lin_api_another_one_of_jo";
    it.sim.add_key(another, it.sim.users()[0].0);
    let second = pull(&it.with_key(another), Some(&first.next)).await.unwrap();
    assert_eq!((second.issues.len(), second.more), (50, true));
}

#[tokio::test]
async fn silence_ends_after_the_timeout_and_a_slow_drip_as_well() {
    let drip = Fault::Drip {
        bytes: 1,
        pause: Duration::from_millis(50),
    };
    for fault in [Fault::Hang, drip] {
        let it = workspace().await;
        it.add(it.eng, "One");
        let hasty = HttpOptions {
            timeout: Duration::from_millis(150),
            ..options()
        };
        let call = Call {
            http: Http::new(hasty).unwrap(),
            ..it.call()
        };
        it.sim.fault_times(3, &fault);
        let error = refusal(&call, None).await;
        assert_eq!(error.kind, ErrorKind::Unreachable);
        assert!(error.message.contains("did not answer within"), "{error:?}");
    }
}

#[tokio::test]
async fn nobody_at_the_address_is_told_and_no_such_address_as_well() {
    let it = workspace().await;
    let call = it.call();
    let Workspace { server, .. } = it;
    server.stop().await;
    let error = refusal(&call, None).await;
    assert!(
        error.message.contains("could not be reached at 127.0.0.1"),
        "{error:?}"
    );
    let call = Call {
        base_url: Some("http://linear.invalid/graphql".into()),
        ..call
    };
    let error = refusal(&call, None).await;
    assert_eq!(error.kind, ErrorKind::Unreachable);
    assert!(
        error.message.contains("there is no address for linear.invalid"),
        "{error:?}"
    );
}

#[tokio::test]
async fn an_answer_without_measure_is_cut_off() {
    let it = workspace().await;
    it.add_many(it.eng, 50);
    let call = Call {
        http: Http::new(HttpOptions {
            longest_answer: 4096,
            ..options()
        })
        .unwrap(),
        ..it.call()
    };
    let error = refusal(&call, None).await;
    assert_eq!(error.kind, ErrorKind::GiveUp);
    assert_eq!(
        it.operations(),
        ["Workspace", "Issues"],
        "asked for again in vain"
    );
}

#[tokio::test]
async fn a_service_that_echoes_the_key_does_not_get_it_into_an_error() {
    let fault = graphql(400, "invalid input", "INPUT_ERROR", &format!("bad header {KEY}"));
    let error = after(fault).await;
    assert!(error.detail.contains("bad header ••••"), "{error:?}");
}

#[tokio::test]
async fn out_of_service_with_a_time_is_waited_for() {
    let answer = || async {
        (
            axum::http::StatusCode::SERVICE_UNAVAILABLE,
            [("retry-after", "600")],
        )
    };
    let router = axum::Router::new().route("/graphql", axum::routing::post(answer));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let it = workspace().await;
    let call = Call {
        base_url: Some(url),
        ..it.call()
    };
    let error = refusal(&call, None).await;
    assert_eq!(error.kind, ErrorKind::RetryAfter(Duration::from_mins(10)));
    assert!(error.message.contains("about 10 minutes"), "{error:?}");
}

#[test]
fn the_nearer_of_two_limits_counts() {
    let usage = |pairs: &[(&'static str, &'static str)]| {
        let header = |(name, value): &(&'static str, &'static str)| {
            let name = reqwest::header::HeaderName::from_static(name);
            (name, reqwest::header::HeaderValue::from_static(value))
        };
        super::super::api::usage(&crate::http::Answer {
            status: reqwest::StatusCode::OK,
            headers: pairs.iter().map(header).collect(),
            body: Vec::new(),
        })
    };
    let all = [
        ("x-ratelimit-requests-limit", "2500"),
        ("x-ratelimit-requests-remaining", "2000"),
    ];
    let here = [
        ("x-ratelimit-endpoint-requests-limit", "100"),
        ("x-ratelimit-endpoint-requests-remaining", "10"),
    ];
    let both: Vec<_> = all.iter().chain(&here).copied().collect();
    for (headers, left) in [(&all[..], 2000), (&here[..], 10), (&both[..], 10)] {
        assert_eq!(usage(headers).requests_left, Some(left));
    }
    assert_eq!(usage(&all[..1]).requests_left, None);
}

#[tokio::test]
async fn a_service_that_hangs_once_is_asked_again() {
    let it = workspace().await;
    it.add(it.eng, "One");
    let call = Call {
        http: Http::new(HttpOptions {
            timeout: Duration::from_millis(400),
            ..options()
        })
        .unwrap(),
        ..it.call()
    };
    it.sim.fault(Fault::Hang);
    assert_eq!(pull(&call, None).await.unwrap().issues.len(), 1);
}
