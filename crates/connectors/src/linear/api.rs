//! Linear's endpoint: one request and what its answer says.

use reqwest::header::{AUTHORIZATION, HeaderValue};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};
use timetracker_types::Instant;
use url::Url;

use super::lenient::{Field, Wire};
use super::query::{ListPage, Query, TEAMS};
use super::refusal::{self, GraphError, Refusal};
use super::wire::{Connection, Data, WireList, WireTeam};
use super::{lenient, map, settings};
use crate::call::Call;
use crate::connector::{Container, Usage};
use crate::error::{Error, ErrorKind};
use crate::http::{Answer, Http, Request};

/// The most issues, and entries of any list, that Linear gives in one page. By the published rule a page of issues costs
/// 5,800 of the 10,000 points that one query may cost; 100,000 issues are 400 of the 2,500 requests of an hour and
/// 2,320,000 of its 3,000,000 points.
pub const PAGE_SIZE: u32 = 250;

/// More pages than any list but that of issues has; reaching it means that Linear's pages go round in a circle.
const MOST_LIST_PAGES: u32 = 400;

/// A connection to Linear for one call, which counts what the call costs.
pub struct Api {
    http: Http,
    endpoint: Url,
    key: HeaderValue,
    /// What the requests so far have cost.
    pub usage: Usage,
    /// What Linear's clock said with the last answer.
    pub clock: Option<Instant>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a, V> {
    query: &'a str,
    operation_name: &'a str,
    variables: &'a V,
}

#[derive(Deserialize)]
struct Envelope<D> {
    data: Option<D>,
    errors: Option<Vec<GraphError>>,
}

/// What Linear said to a request that it understood.
pub type Reply<D> = Result<D, Refusal>;

/// The teams that the key can see, and how many issues each has.
pub type Teams = Vec<(Container, u64)>;

impl Api {
    /// Reads address and key; sends nothing yet.
    pub fn new(call: &Call) -> Result<Self, Error> {
        let (endpoint, key) = (settings::endpoint(call)?, settings::api_key(&call.secret)?);
        Ok(Self {
            http: call.http.clone(),
            endpoint,
            key,
            usage: Usage::default(),
            clock: None,
        })
    }

    /// All the teams that the key can see.
    pub async fn teams(&mut self, archived: bool) -> Result<Teams, Error> {
        let page = ListPage {
            first: PAGE_SIZE,
            archived: Some(archived),
            ..ListPage::default()
        };
        let teams = self.all(TEAMS, page).await?;
        teams.into_iter().map(map::team).collect()
    }

    /// The teams of this page and of those after it. A team that cannot be read is an error: left out, it would look
    /// like one that can no longer be seen.
    pub async fn rest_of_teams(
        &mut self,
        first: Connection<WireTeam>,
        page: ListPage<'_>,
    ) -> Result<Teams, Error> {
        let teams = self.rest(first, TEAMS, page).await?;
        teams.into_iter().map(map::team).collect()
    }

    /// A whole list, from its first page.
    pub async fn all<T: Wire>(&mut self, query: Query, page: ListPage<'_>) -> Result<Vec<Field<T>>, Error> {
        let first: WireList<T> = settled(self.ask(query, &page).await?)?;
        self.rest(first.list, query, page).await
    }

    /// The entries of this page and of those after it, which `query` asks for.
    pub async fn rest<T: Wire>(
        &mut self,
        first: Connection<T>,
        query: Query,
        page: ListPage<'_>,
    ) -> Result<Vec<Field<T>>, Error> {
        let (mut entries, mut page_info) = (first.nodes, first.page_info);
        let mut after: Option<String> = None;
        for _ in 0..MOST_LIST_PAGES {
            let Some(next) = page_info.next(after.as_deref())? else {
                return Ok(entries);
            };
            let wanted = ListPage {
                after: Some(&next),
                ..page
            };
            let more: WireList<T> = settled(self.ask(query, &wanted).await?)?;
            entries.extend(more.list.nodes);
            (after, page_info) = (Some(next), more.list.page_info);
        }
        Err(refusal::endless(query.operation))
    }

    /// Sends one query, and reads what comes back.
    pub async fn ask<D: Data>(
        &mut self,
        query: Query,
        variables: &impl Serialize,
    ) -> Result<Reply<D>, Error> {
        let body = Body {
            query: query.text,
            operation_name: query.operation,
            variables,
        };
        let body = serde_json::to_string(&body).map_err(|cause| {
            Error::new(ErrorKind::GiveUp, "The request to Linear could not be written.")
                .with_detail(cause.to_string())
        })?;
        let request = Request::post("Linear", self.endpoint.clone(), body)
            .with_secret_header(AUTHORIZATION, self.key.clone());
        let exchanged = self
            .http
            .exchange(&request, |answer| {
                Ok((read(answer)?, usage(answer), answer.date()))
            })
            .await?;
        let (reply, usage, clock) = exchanged.value;
        self.clock = clock;
        self.usage = Usage {
            requests: self.usage.requests + exchanged.requests,
            points: self.usage.points + usage.points,
            ..usage
        };
        Ok(reply)
    }
}

/// A reply to a request that has no smaller form and no cursor of ours.
pub fn settled<D>(reply: Reply<D>) -> Result<D, Error> {
    reply.map_err(Refusal::into_error)
}

/// Reads an answer: by what its body says first, by its status only where the body says nothing.
fn read<D: Data>(answer: &Answer) -> Result<Reply<D>, Error> {
    let envelope = match parsed::<Envelope<D>>(&answer.body) {
        Ok(envelope) => envelope,
        // Perhaps only the data is odd, and the errors beside it say why.
        Err(cause) => match serde_json::from_slice::<Envelope<IgnoredAny>>(&answer.body) {
            Ok(Envelope {
                errors: Some(errors), ..
            }) if !errors.is_empty() => {
                return refusal::from_errors(answer, &errors).map(Err);
            }
            _ => return Err(refusal::unreadable(answer, &cause)),
        },
    };
    let (mut data, errors) = (envelope.data, envelope.errors.unwrap_or_default());
    let spoils = |data: &mut D| spoils_single_entries(data, &errors);
    let is_sound = errors.is_empty() || data.as_mut().is_some_and(spoils);
    match data {
        Some(data) if is_sound && answer.status.is_success() => Ok(Ok(data)),
        _ if errors.is_empty() => Err(refusal::without_reason(answer)),
        _ => refusal::from_errors(answer, &errors).map(Err),
    }
}

/// Parses a body; one with broken characters in it once they are mended.
fn parsed<T: DeserializeOwned>(body: &[u8]) -> serde_json::Result<T> {
    serde_json::from_slice(body).or_else(|cause| match lenient::mended(body) {
        Some(mended) => serde_json::from_slice(&mended),
        None => Err(cause),
    })
}

/// Whether each error is about one issue of a list alone; such issues are marked. Data beside any other error is not
/// believed: nobody says how much of it is missing.
fn spoils_single_entries<D: Data>(data: &mut D, errors: &[GraphError]) -> bool {
    errors
        .iter()
        .all(|error| !error.is_about_caller() && error.path().is_some_and(|path| data.spoil(path)))
}

/// What Linear's headers say about the cost of a request and what is left. Where the endpoint has a limit of its own that
/// is nearer, that one counts.
pub fn usage(answer: &Answer) -> Usage {
    let of = |name: &str, what: &str| answer.number(&format!("x-ratelimit-{name}-{what}"));
    let (left, limit) = nearer(
        (of("requests", "remaining"), of("requests", "limit")),
        (
            of("endpoint-requests", "remaining"),
            of("endpoint-requests", "limit"),
        ),
    );
    Usage {
        requests: 1,
        points: answer.number("x-complexity").unwrap_or_default(),
        requests_left: left,
        requests_limit: limit,
        points_left: of("complexity", "remaining"),
        points_limit: of("complexity", "limit"),
    }
}

type Allowance = (Option<u64>, Option<u64>);

/// Of two allowances the one of which the smaller share is left.
fn nearer(one: Allowance, other: Allowance) -> Allowance {
    match (one, other) {
        ((Some(left), Some(limit)), (Some(other_left), Some(other_limit)))
            if u128::from(other_left) * u128::from(limit) < u128::from(left) * u128::from(other_limit) =>
        {
            other
        }
        ((None, _) | (_, None), (Some(_), Some(_))) => other,
        _ => one,
    }
}
