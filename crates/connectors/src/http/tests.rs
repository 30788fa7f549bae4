//! Against servers that misbehave.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::http::HeaderMap as Headers;
use axum::response::IntoResponse;
use axum::{Router, routing::post};

use super::*;

const HASTY: HttpOptions = HttpOptions {
    connect_timeout: Duration::from_secs(2),
    timeout: Duration::from_secs(5),
    attempts: 3,
    backoff: Duration::from_millis(1),
    longest_wait: Duration::from_millis(20),
    longest_answer: 1 << 20,
    chance: || 0.5,
};

async fn serve(router: Router) -> url::Url {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    format!("http://{address}/").parse().unwrap()
}

fn request(url: &url::Url) -> Request {
    Request::post("Example", url.clone(), "{}".to_owned())
}

/// A server that counts its requests, and how many a reader that always fails with `kind` sends.
async fn attempts_at(kind: ErrorKind) -> u32 {
    let count = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&count);
    let answer = move || {
        counted.fetch_add(1, Ordering::SeqCst);
        async {}
    };
    let url = serve(Router::new().route("/", post(answer))).await;
    let http = Http::new(HASTY).unwrap();
    let failed = http
        .exchange(&request(&url), |_| Err::<(), _>(Error::new(kind, "No.")))
        .await;
    assert_eq!(failed.unwrap_err().kind, kind);
    count.load(Ordering::SeqCst)
}

#[tokio::test]
async fn what_may_pass_is_tried_again_and_what_will_not_is_not() {
    assert_eq!(attempts_at(ErrorKind::Unexpected).await, 3);
    assert_eq!(
        attempts_at(ErrorKind::RetryAfter(Duration::from_millis(5))).await,
        3
    );
    assert_eq!(
        attempts_at(ErrorKind::RetryAfter(Duration::from_millis(21))).await,
        1
    );
    assert_eq!(attempts_at(ErrorKind::Reauthorise).await, 1);
    assert_eq!(attempts_at(ErrorKind::GiveUp).await, 1);
}

#[tokio::test]
async fn the_requests_of_an_exchange_are_counted() {
    let url = serve(Router::new().route("/", post(|| async { "ok" }))).await;
    let tries = AtomicU32::new(0);
    let read = |answer: &Answer| {
        assert_eq!(answer.body, b"ok");
        if tries.fetch_add(1, Ordering::SeqCst) == 0 {
            Err(Error::new(ErrorKind::Unexpected, "No."))
        } else {
            Ok(7)
        }
    };
    let exchanged = Http::new(HASTY)
        .unwrap()
        .exchange(&request(&url), read)
        .await
        .unwrap();
    assert_eq!((exchanged.value, exchanged.requests), (7, 2));
}

#[tokio::test]
async fn a_request_names_us_and_does_not_follow_where_it_is_sent() {
    let elsewhere = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&elsewhere);
    let gone = serve(Router::new().fallback(move || {
        counted.fetch_add(1, Ordering::SeqCst);
        async {}
    }))
    .await;
    let location = gone.to_string();
    let answer = move |headers: Headers| async move {
        assert!(
            headers["user-agent"]
                .to_str()
                .unwrap()
                .starts_with("TimeTracker/")
        );
        (
            axum::http::StatusCode::TEMPORARY_REDIRECT,
            [("location", location)],
        )
            .into_response()
    };
    let url = serve(Router::new().route("/", post(answer))).await;
    let status = Http::new(HASTY)
        .unwrap()
        .exchange(&request(&url), |answer| Ok(answer.status))
        .await;
    assert_eq!(status.unwrap().value, StatusCode::TEMPORARY_REDIRECT);
    assert_eq!(elsewhere.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_small_answer_that_unpacks_to_a_huge_one_is_not_read() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(&vec![b' '; 8 << 20]).unwrap();
    let packed = packed.finish().unwrap();
    assert!(packed.len() < 100_000);
    let answer = move || async move { ([("content-encoding", "gzip")], packed) };
    let url = serve(Router::new().route("/", post(answer))).await;
    let error = Http::new(HASTY)
        .unwrap()
        .exchange(&request(&url), |_| Ok(()))
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind, error.detail.as_str()),
        (ErrorKind::GiveUp, "more than 1 MiB")
    );
}

#[test]
fn numbers_in_headers_are_read_with_care() {
    let answer = |text: &str| Answer {
        status: StatusCode::OK,
        headers: [(HeaderName::from_static("n"), HeaderValue::from_str(text).unwrap())]
            .into_iter()
            .collect(),
        body: Vec::new(),
    };
    let number = |text: &str| answer(text).number("n");
    assert_eq!(
        (number("42"), number("3.02"), number(" 7.0 ")),
        (Some(42), Some(4), Some(7))
    );
    assert_eq!(
        (
            number("-1"),
            number("soon"),
            number(""),
            answer("1").number("other")
        ),
        (None, None, None, None)
    );
}

#[test]
fn a_wait_is_asked_for_in_seconds_or_until_a_date_by_the_clock_of_whoever_asks() {
    let wait = |pairs: &[(&'static str, &str)]| {
        let headers = pairs.iter().map(|(name, text)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_str(text).unwrap(),
            )
        });
        let (status, headers, body) = (StatusCode::OK, headers.collect(), Vec::new());
        Answer {
            status,
            headers,
            body,
        }
        .retry_after()
        .map(|wait| wait.as_secs())
    };
    let sent = ("date", "Wed, 21 Oct 2015 07:27:00 GMT");
    assert_eq!(wait(&[("retry-after", "77")]), Some(77));
    assert_eq!(
        wait(&[("retry-after", "Wed, 21 Oct 2015 07:28:30 GMT"), sent]),
        Some(90)
    );
    assert_eq!(
        wait(&[("retry-after", "Wed, 21 Oct 2015 07:20:00 GMT"), sent]),
        Some(0)
    );
    assert_eq!(wait(&[("retry-after", "Wed, 21 Oct 2015 07:28:30 GMT")]), None);
    assert_eq!(wait(&[("retry-after", "soon"), sent]), None);
}

#[tokio::test]
async fn no_attempt_begins_after_twice_the_time_of_one() {
    let count = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&count);
    let answer = move || {
        counted.fetch_add(1, Ordering::SeqCst);
        std::future::pending::<()>()
    };
    let url = serve(Router::new().route("/", post(answer))).await;
    let timeout = Duration::from_millis(50);
    let http = Http::new(HttpOptions {
        timeout,
        attempts: 9,
        ..HASTY
    })
    .unwrap();
    let error = http.exchange(&request(&url), |_| Ok(())).await.unwrap_err();
    assert_eq!(
        (error.kind, count.load(Ordering::SeqCst)),
        (ErrorKind::Unreachable, 2)
    );
}

#[test]
fn a_pause_has_chance_in_it_and_bounds() {
    let pause = Duration::from_millis(100);
    assert_eq!(
        [0.0, 0.5, 1.0, 9.0].map(|chance| jittered(pause, chance)),
        [pause / 2, pause, pause * 3 / 2, pause * 3 / 2]
    );
    let chances: Vec<f64> = (0..50).map(|_| chance()).collect();
    assert!(chances.iter().all(|it| (0.0..=1.0).contains(it)));
    assert!(chances.iter().any(|it| (it - chances[0]).abs() > f64::EPSILON));
}
