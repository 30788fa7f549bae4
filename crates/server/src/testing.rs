//! The world of a test: a fresh database on either engine, a clock that stands still, and the cast.
//!
//! **alice** administers, **bob** is a member, **charlie** is another member who must see nothing of
//! theirs, **vera** only looks. Requests go through the real router.
//!
//! ```ignore
//! app_tests! {
//!     async fn a_timer_is_one_per_person(t: Test) {
//!         t.api(&t.bob).post("/api/v1/timer/start", json!({"project_id": t.project})).await.is(201);
//!     }
//! }
//! ```

#![expect(
    clippy::missing_panics_doc,
    clippy::return_self_not_must_use,
    reason = "a test fails by panicking, and its helpers with it"
)]

use crate::app::{App, MIGRATIONS, Parts};
use crate::auth::{Actor, Guard, Limits, Logins, Passwords, Uses, tokens};
use crate::config::{Config, Options};
use crate::openapi::{self, check::Asked};
use crate::users::{self, NewUser, Role, User};
use crate::vault::Vault;
use crate::webhooks::Courier;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use std::sync::Arc;
use timetracker_connectors::{Http, HttpOptions};
use timetracker_db::Db;
use timetracker_types::{Id, Instant, ManualClock, Zone};
use tower::ServiceExt as _;

/// The password of everybody.
pub const PASSWORD: &str = "correct horse battery";
/// Tuesday, 24 November 2026, 09:00 UTC, 10:00 in Brussels.
pub const NOW: &str = "2026-11-24T09:00:00Z";

/// Declares tests that run through the router on both engines: `name::sqlite` and `name::postgres`.
#[macro_export]
macro_rules! app_tests {
    ($($(#[$meta:meta])* async fn $name:ident($t:ident: Test) $body:block)*) => {
        timetracker_db::both_engines! {
            migrations = $crate::app::MIGRATIONS;
            $($(#[$meta])* async fn $name(database: TestDb) {
                let $t = $crate::testing::Test::new(database.db()).await;
                $body
            })*
        }
    };
}

/// One hash for everybody: hashing is slow on purpose.
static HASH: tokio::sync::OnceCell<String> = tokio::sync::OnceCell::const_new();

/// A running product in which time stands still.
pub struct Test {
    /// The application behind the router.
    pub app: App,
    /// Its clock: [`NOW`] until it is moved.
    pub clock: ManualClock,
    /// Administrator.
    pub alice: Actor,
    /// Member, in Brussels.
    pub bob: Actor,
    /// Another member.
    pub charlie: Actor,
    /// Only looks.
    pub vera: Actor,
    /// An active project of the client Acme.
    pub project: i64,
    /// A task of that project.
    pub task: i64,
    router: Router,
    document: Value,
    _folder: tempfile::TempDir,
}

impl Test {
    /// A set-up installation with the cast, a client, a project and a task.
    pub async fn new(db: Db) -> Self {
        Self::empty(db).await.set_up().await
    }

    /// The same installation with an organisation, the cast, a client, a project and a task.
    pub async fn set_up(self) -> Self {
        let test = self;
        let tx = test.app.db.begin().await.unwrap();
        let now = test.app.now();
        crate::organisation::insert(&tx, "Northwind", &Zone::utc(), "EUR", now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let alice = test.person("alice", Role::Admin, "UTC").await;
        let bob = test.person("bob", Role::User, "Europe/Brussels").await;
        let charlie = test.person("charlie", Role::User, "America/New_York").await;
        let vera = test.person("vera", Role::Viewer, "UTC").await;
        let mut test = Self {
            alice,
            bob,
            charlie,
            vera,
            ..test
        };
        let client = test
            .api(&test.alice)
            .post("/api/v1/clients", json!({"name": "Acme"}))
            .await
            .created("client");
        let project = json!({"name": "Website", "client_id": client, "code": "WEB"});
        test.project = test
            .api(&test.alice)
            .post("/api/v1/projects", project)
            .await
            .created("project");
        let task = json!({"name": "Fix login", "project_id": test.project});
        test.task = test
            .api(&test.alice)
            .post("/api/v1/tasks", task)
            .await
            .created("task");
        test
    }

    /// An installation that nobody has set up: no organisation, no people.
    pub async fn empty(db: Db) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = Options {
            data_dir: Some(folder.path().into()),
            ..Options::default()
        };
        let clock = ManualClock::new(Instant::from_rfc3339(NOW).unwrap());
        Self::with_options(db, folder, options, clock).await
    }

    /// An installation told to run in a certain way.
    pub async fn with_options(
        db: Db,
        folder: tempfile::TempDir,
        options: Options,
        clock: ManualClock,
    ) -> Self {
        let options = Options {
            api_token_rate_limit_per_minute: options.api_token_rate_limit_per_minute.or(Some(100_000)),
            api_token_rate_limit_per_hour: options.api_token_rate_limit_per_hour.or(Some(1_000_000)),
            ..options
        };
        let config = Config::load(options).unwrap();
        let limits = Limits::open(&config, &db).unwrap();
        let vault = Vault::open(&config, &db).await.unwrap();
        let http = HttpOptions {
            backoff: std::time::Duration::from_millis(5),
            ..HttpOptions::default()
        };
        let app = App::new(Parts {
            db,
            clock: Arc::new(clock.clone()),
            http: Http::new(http).unwrap(),
            vault,
            passwords: Passwords::default(),
            guard: Guard::default(),
            courier: Courier::new(&config).unwrap(),
            limits,
            logins: Logins::default(),
            uses: Uses::default(),
            job_bell: tokio::sync::Notify::new(),
            config,
        });
        let (router, document) = crate::routes::site(app.clone());
        let nobody = || Actor {
            user: stranger(app.now()),
        };
        Self {
            clock,
            alice: nobody(),
            bob: nobody(),
            charlie: nobody(),
            vera: nobody(),
            project: 0,
            task: 0,
            router,
            document,
            _folder: folder,
            app,
        }
    }

    /// This node with the cast of another one on the same database.
    pub fn with_cast_of(self, other: &Self) -> Self {
        Self {
            alice: other.alice.clone(),
            bob: other.bob.clone(),
            charlie: other.charlie.clone(),
            vera: other.vera.clone(),
            project: other.project,
            task: other.task,
            ..self
        }
    }

    /// Adds a person with [`PASSWORD`].
    pub async fn person(&self, username: &str, role: Role, zone: &str) -> Actor {
        let person = NewUser {
            username: username.into(),
            email: Some(format!("{username}@example.org")),
            full_name: String::new(),
            role,
            password: None,
            timezone: zone.parse().unwrap(),
        };
        let hash = HASH
            .get_or_init(|| async { Passwords::default().hash(PASSWORD).await.unwrap() })
            .await;
        let tx = self.app.db.begin().await.unwrap();
        let id = users::store::insert(&tx, &person, Some(hash.clone()), self.app.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        Actor {
            user: users::find(&self.app.db, id).await.unwrap().unwrap(),
        }
    }

    /// A program with a token of this person that opens everything.
    pub fn api<'a>(&'a self, person: &'a Actor) -> ApiClient<'a> {
        ApiClient {
            test: self,
            person,
            scopes: "*",
        }
    }

    /// A browser in which this person is signed in.
    pub async fn page(&self, person: &Actor) -> Browser<'_> {
        let cookie = crate::auth::sessions::start(&self.app, person.user.id, "test", false)
            .await
            .unwrap();
        Browser {
            test: self,
            cookie: Some(format!("{}={}", cookie.name(), cookie.value())),
        }
    }

    /// A browser in which nobody is signed in.
    pub fn stranger(&self) -> Browser<'_> {
        Browser {
            test: self,
            cookie: None,
        }
    }

    /// The answer to a request whose body does not end by itself.
    pub async fn raw(&self, request: Request<Body>) -> axum::response::Response {
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// Sends any request through the router. What the API answers must be as its document has it.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        if !request.uri().path().starts_with("/api/") {
            return self.answered(request).await;
        }
        let (parts, body) = request.into_parts();
        let sent = body.collect().await.unwrap().to_bytes();
        let asked = Asked {
            method: parts.method.clone(),
            path: parts.uri.path().to_owned(),
            body: serde_json::from_slice(&sent).ok(),
        };
        let answer = self.answered(Request::from_parts(parts, Body::from(sent))).await;
        openapi::check::check(&self.document, &asked, &answer);
        answer
    }

    /// Serves on a port of the loopback until the test ends, and says where: for what only speaks HTTP.
    pub async fn listening(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = self
            .router
            .clone()
            .into_make_service_with_connect_info::<std::net::SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        format!("http://{address}")
    }

    async fn answered(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }
}

fn stranger(now: Instant) -> User {
    User {
        id: Id::new(0),
        username: String::new(),
        email: None,
        full_name: String::new(),
        role: Role::Viewer,
        is_active: false,
        password_hash: None,
        timezone: Zone::utc(),
        locale: "en".into(),
        week_start: 0,
        daily_goal_seconds: 28_800,
        timer_limit_minutes: 600,
        rounding_minutes: 0,
        rounding_method: "nearest".into(),
        single_keys: true,
        last_login_at: None,
        created_at: now,
        updated_at: now,
    }
}

/// A program that calls the API.
#[derive(Clone, Copy)]
pub struct ApiClient<'a> {
    test: &'a Test,
    person: &'a Actor,
    scopes: &'a str,
}

impl<'a> ApiClient<'a> {
    /// With these scopes only.
    pub fn with_scopes(self, scopes: &'a str) -> Self {
        Self { scopes, ..self }
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, None).await
    }

    /// POST.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.call(Method::POST, path, Some(body)).await
    }

    /// PATCH.
    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.call(Method::PATCH, path, Some(body)).await
    }

    /// DELETE.
    pub async fn delete(&self, path: &str) -> Answer {
        self.call(Method::DELETE, path, None).await
    }

    /// POST without a body, as the apps do it.
    pub async fn post_empty(&self, path: &str) -> Answer {
        self.call(Method::POST, path, None).await
    }

    async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let scopes: Vec<String> = self.scopes.split(',').map(str::to_owned).collect();
        let token = tokens::create(&self.test.app, self.person, "test", &scopes, None)
            .await
            .unwrap();
        let request = Request::builder().method(method).uri(path);
        let request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        let request = request.header(header::CONTENT_TYPE, "application/json");
        let body = body.map_or(Body::empty(), |body| Body::from(body.to_string()));
        self.test.send(request.body(body).unwrap()).await
    }
}

/// A browser without scripts: it sends forms and follows nothing by itself.
pub struct Browser<'a> {
    test: &'a Test,
    /// What it sends as its Cookie header.
    pub cookie: Option<String>,
}

impl Browser<'_> {
    /// Opens a page.
    pub async fn get(&self, path: &str) -> Answer {
        self.test
            .send(self.request(Method::GET, path).body(Body::empty()).unwrap())
            .await
    }

    /// Sends a form.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let request = self.request(Method::POST, path);
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.test.send(request.body(Body::from(body)).unwrap()).await
    }

    /// Goes where an answer leads, with the message that it carries.
    pub async fn follow(&self, answer: &Answer) -> Answer {
        let message = answer.headers.get(header::SET_COOKIE);
        let message = message.and_then(|value| value.to_str().ok()?.split(';').next());
        let cookies = [self.cookie.as_deref(), message];
        let both: Vec<&str> = cookies.into_iter().flatten().collect();
        let browser = Browser {
            test: self.test,
            cookie: Some(both.join("; ")),
        };
        browser.get(answer.location()).await
    }

    /// A request as this browser sends it, for tests that change something about it.
    pub fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "timetracker.example");
        let request = request.header("sec-fetch-site", "same-origin");
        match &self.cookie {
            Some(cookie) => request.header(header::COOKIE, cookie),
            None => request,
        }
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub text: String,
}

impl Answer {
    /// Checks the status.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// The id of what was created.
    #[track_caller]
    pub fn created(self, what: &str) -> i64 {
        let answer = self.is(201).json();
        answer[what]["id"]
            .as_i64()
            .unwrap_or_else(|| panic!("no id of a {what} in {answer}"))
    }

    /// Where it leads.
    #[track_caller]
    pub fn location(&self) -> &str {
        let location = self
            .headers
            .get(header::LOCATION)
            .unwrap_or_else(|| panic!("no redirect: {}", self.text));
        location.to_str().unwrap()
    }

    /// Whether the page holds this text.
    #[track_caller]
    pub fn shows(&self, text: &str) -> &Self {
        assert!(self.text.contains(text), "“{text}” is not in {}", self.text);
        self
    }

    /// Whether the page does not hold this text.
    #[track_caller]
    pub fn hides(&self, text: &str) -> &Self {
        assert!(!self.text.contains(text), "“{text}” is in {}", self.text);
        self
    }
}

/// Proof that the migrations are what the tests run on, each with a number of its own.
#[test]
fn migrations_count_up() {
    assert_eq!(MIGRATIONS[0].version, 1);
    for pair in MIGRATIONS.windows(2) {
        assert!(pair[0].version < pair[1].version, "{}", pair[1].name);
    }
}
