//! Linear's endpoint: the queries we send and their answers as they travel.
//!
//! Answers are read straight into these structs. What the schema lets be null may be null here, and what Linear may
//! add to (types of states, numbers of priority) is kept as text or number, so that a new value is not an error.

use reqwest::header::{AUTHORIZATION, HeaderValue};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};
use timetracker_types::Instant;
use url::Url;

use super::refusal::{self, GraphError, Refusal};
use super::{map, settings};
use crate::call::Call;
use crate::connector::{Container, Usage};
use crate::error::{Error, ErrorKind};
use crate::http::{Answer, Http, Request};

/// The most issues that Linear gives in one page. By the published rule such a page costs 1,775 of the 10,000 points that
/// one query may cost (2,400 with the teams), and 100,000 issues are 400 of the 2,500 requests of an hour and 710,000 of
/// its 3,000,000 points.
pub const PAGE_SIZE: u32 = 250;

/// More pages of teams than any workspace has; reaching it means that Linear's pages go round in a circle.
const MOST_TEAM_PAGES: u32 = 200;

/// A query text and the name of the operation in it.
#[derive(Debug, Clone, Copy)]
pub struct Query {
    pub operation: &'static str,
    pub text: &'static str,
}

pub const ACCOUNT: Query = Query {
    operation: "Account",
    text: include_str!("queries/account.graphql"),
};
pub const TEAMS: Query = Query {
    operation: "Teams",
    text: include_str!("queries/teams.graphql"),
};
pub const ISSUES: Query = Query {
    operation: "Issues",
    text: concat!(
        include_str!("queries/issues.graphql"),
        include_str!("queries/issue_fields.graphql")
    ),
};
pub const FIRST_ISSUES: Query = Query {
    operation: "FirstIssues",
    text: concat!(
        include_str!("queries/first_issues.graphql"),
        include_str!("queries/issue_fields.graphql")
    ),
};

/// A connection to Linear for one call, which counts what the call costs.
pub struct Api {
    http: Http,
    endpoint: Url,
    key: HeaderValue,
    /// What the requests so far have cost.
    pub usage: Usage,
}

/// Which issues a page is to hold.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PageOf<'a> {
    pub first: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<&'a str>,
    #[serde(skip_serializing_if = "IssueFilter::is_empty")]
    pub filter: IssueFilter<'a>,
    pub include_archived: bool,
}

/// Linear's own filter: what it leaves out is not downloaded.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct IssueFilter<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team: Option<TeamFilter<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<NotBefore>,
}

#[derive(Debug, Serialize)]
pub struct TeamFilter<'a> {
    pub key: OneOf<'a>,
}

#[derive(Debug, Serialize)]
pub struct OneOf<'a> {
    pub r#in: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
pub struct NotBefore {
    pub gte: Instant,
}

impl IssueFilter<'_> {
    fn is_empty(&self) -> bool {
        self.team.is_none() && self.updated_at.is_none()
    }
}

#[derive(Debug, Serialize)]
struct After<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<&'a str>,
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

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PageInfo {
    pub has_next_page: bool,
    pub end_cursor: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Connection<T> {
    pub nodes: Vec<T>,
    pub page_info: PageInfo,
}

#[derive(Debug, Deserialize)]
pub struct WireIssues {
    pub issues: Connection<WireIssue>,
}

#[derive(Debug, Deserialize)]
pub struct WireFirstIssues {
    pub teams: Connection<WireTeam>,
    pub issues: Connection<WireIssue>,
}

#[derive(Debug, Deserialize)]
struct WireTeams {
    teams: Connection<WireTeam>,
}

#[derive(Debug, Deserialize)]
struct WireAccount {
    viewer: WireViewer,
    teams: Connection<WireTeam>,
}

#[derive(Debug, Deserialize)]
pub struct WireViewer {
    pub name: String,
    pub email: Option<String>,
    pub organization: WireOrganization,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WireOrganization {
    pub name: String,
    pub url_key: String,
}

#[derive(Debug, Deserialize)]
pub struct WireTeam {
    pub id: String,
    pub key: String,
    pub name: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WireIssue {
    pub id: String,
    pub identifier: String,
    pub previous_identifiers: Option<Vec<String>>,
    pub title: String,
    pub url: Option<String>,
    pub priority: Option<f64>,
    pub estimate: Option<f64>,
    pub due_date: Option<String>,
    pub archived_at: Option<IgnoredAny>,
    pub trashed: Option<bool>,
    pub updated_at: Instant,
    pub team: WireTeam,
    pub state: WireState,
    pub assignee: Option<WireUser>,
}

#[derive(Debug, Deserialize)]
pub struct WireState {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: String,
}

#[derive(Debug, Deserialize)]
pub struct WireUser {
    pub id: String,
    pub name: String,
    pub email: Option<String>,
}

impl Api {
    /// Reads address and key; sends nothing yet.
    pub fn new(call: &Call) -> Result<Self, Error> {
        let (endpoint, key) = (settings::endpoint(call)?, settings::api_key(&call.secret)?);
        Ok(Self {
            http: call.http.clone(),
            endpoint,
            key,
            usage: Usage::default(),
        })
    }

    /// Whose key it is, and all the teams it can see.
    pub async fn account(&mut self) -> Result<(WireViewer, Vec<Container>), Error> {
        let account: WireAccount = settled(self.ask(ACCOUNT, &After { after: None }).await?)?;
        Ok((account.viewer, self.all_teams(account.teams).await?))
    }

    /// All the teams that the key can see.
    pub async fn teams(&mut self) -> Result<Vec<Container>, Error> {
        let first: WireTeams = settled(self.ask(TEAMS, &After { after: None }).await?)?;
        self.all_teams(first.teams).await
    }

    /// The teams of this page and of those after it.
    pub async fn all_teams(&mut self, first: Connection<WireTeam>) -> Result<Vec<Container>, Error> {
        let mut teams: Vec<Container> = first.nodes.into_iter().map(map::container).collect();
        let mut page_info = first.page_info;
        let mut after: Option<String> = None;
        for _ in 0..MOST_TEAM_PAGES {
            let Some(next) = page_info.next(after.as_deref())? else {
                return Ok(teams);
            };
            let page: WireTeams = settled(self.ask(TEAMS, &After { after: Some(&next) }).await?)?;
            teams.extend(page.teams.nodes.into_iter().map(map::container));
            (after, page_info) = (Some(next), page.teams.page_info);
        }
        Err(refusal::endless("teams"))
    }

    /// One page of issues.
    pub async fn issues(&mut self, page: &PageOf<'_>) -> Result<Reply<WireIssues>, Error> {
        self.ask(ISSUES, page).await
    }

    /// The first page of issues and the first page of teams.
    pub async fn first_issues(&mut self, page: &PageOf<'_>) -> Result<Reply<WireFirstIssues>, Error> {
        self.ask(FIRST_ISSUES, page).await
    }

    async fn ask<D: DeserializeOwned>(
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
            .exchange(&request, |answer| Ok((read(answer)?, usage(answer))))
            .await?;
        let (reply, usage) = exchanged.value;
        self.usage = Usage {
            requests: self.usage.requests + exchanged.requests,
            points: self.usage.points + usage.points,
            ..usage
        };
        Ok(reply)
    }
}

impl PageInfo {
    /// The cursor of the next page, if there is one. A page that points nowhere, or back to where it began, is an
    /// error: taken for the end, it would silently leave out the rest.
    pub fn next(&self, after: Option<&str>) -> Result<Option<String>, Error> {
        match self.end_cursor.as_deref() {
            _ if !self.has_next_page => Ok(None),
            Some(next) if !next.is_empty() && after != Some(next) => Ok(Some(next.to_owned())),
            _ => Err(refusal::no_way_on(
                "hasNextPage with an empty or unchanged endCursor",
            )),
        }
    }
}

/// A reply to a request that has no smaller form and no cursor of ours.
fn settled<D>(reply: Reply<D>) -> Result<D, Error> {
    reply.map_err(Refusal::into_error)
}

/// Reads an answer: by what its body says first, by its status only where the body says nothing.
fn read<D: DeserializeOwned>(answer: &Answer) -> Result<Reply<D>, Error> {
    let envelope = match serde_json::from_slice::<Envelope<D>>(&answer.body) {
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
    match (envelope.data, envelope.errors.unwrap_or_default()) {
        (Some(data), errors) if errors.is_empty() && answer.status.is_success() => Ok(Ok(data)),
        (_, errors) if errors.is_empty() => Err(refusal::without_reason(answer)),
        (_, errors) => refusal::from_errors(answer, &errors).map(Err),
    }
}

/// What Linear's headers say about the cost of a request and what is left.
pub fn usage(answer: &Answer) -> Usage {
    Usage {
        requests: 1,
        points: answer.number("x-complexity").unwrap_or_default(),
        requests_left: answer.number("x-ratelimit-requests-remaining"),
        requests_limit: answer.number("x-ratelimit-requests-limit"),
        points_left: answer.number("x-ratelimit-complexity-remaining"),
        points_limit: answer.number("x-ratelimit-complexity-limit"),
    }
}
