//! The form of a project, new or not.

use super::model::{NewProject, Project, ProjectPatch};
use super::{actions, store};
use crate::app::App;
use crate::auth::Manager;
use crate::clients::{self, Client};
use crate::error::{Error, Mistakes, Result};
use crate::http::{
    Done, Flash, Form, PageResult, Path, Refusal, Section, Shell, decimal_text, render, render_with,
    see_other,
};
use crate::organisation;
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use timetracker_types::{Id, hours_decimal};

/// The fields beside which the form shows mistakes.
pub(crate) const SHOWN: &[&str] = &[
    "name",
    "client_id",
    "code",
    "hourly_rate",
    "estimated_hours",
    "budget_amount",
    "description",
];

/// A project's fields as typed.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct ProjectForm {
    name: String,
    client_id: String,
    code: String,
    color: String,
    billable: String,
    hourly_rate: String,
    estimated_hours: String,
    budget_amount: String,
    description: String,
}

impl ProjectForm {
    pub(super) fn empty() -> Self {
        Self {
            billable: "true".into(),
            color: "0".into(),
            ..Self::default()
        }
    }

    fn of(project: &Project, currency: &str) -> Self {
        let text = |field: &Option<String>| field.clone().unwrap_or_default();
        let money = |minor: Option<i64>| {
            minor
                .map(|minor| decimal_text(minor, currency))
                .unwrap_or_default()
        };
        let hours = project
            .estimated_seconds
            .map(|seconds| hours_decimal(seconds).to_string());
        Self {
            name: project.name.clone(),
            client_id: project.client_id.to_string(),
            code: text(&project.code),
            color: project.color.to_string(),
            billable: if project.billable {
                "true".into()
            } else {
                String::new()
            },
            hourly_rate: money(project.hourly_rate_minor),
            estimated_hours: hours.unwrap_or_default(),
            budget_amount: money(project.budget_amount_minor),
            description: text(&project.description),
        }
    }

    fn new_project(&self) -> Result<NewProject> {
        Ok(NewProject {
            name: self.name.clone(),
            client_id: self.client_id.parse().ok().map(Id::new),
            description: Some(self.description.clone()),
            billable: Some(self.is_billable()),
            hourly_rate: Some(self.hourly_rate.clone()),
            code: Some(self.code.clone()),
            budget_amount: Some(self.budget_amount.clone()),
            estimated_hours: self.hours()?,
            color: self.color.parse().ok(),
            ..NewProject::default()
        })
    }

    fn patch(&self) -> Result<ProjectPatch> {
        let text = |field: &String| Some(Some(field.clone()));
        Ok(ProjectPatch {
            name: Some(self.name.clone()),
            client_id: self.client_id.parse().ok().map(Id::new),
            description: text(&self.description),
            billable: Some(self.is_billable()),
            hourly_rate: text(&self.hourly_rate),
            code: text(&self.code),
            budget_amount: text(&self.budget_amount),
            estimated_hours: Some(self.hours()?),
            color: self.color.parse().ok(),
            ..ProjectPatch::default()
        })
    }

    fn is_billable(&self) -> bool {
        self.billable == "true"
    }

    fn hours(&self) -> Result<Option<f64>> {
        let text = self.estimated_hours.trim().replace(',', ".");
        if text.is_empty() {
            return Ok(None);
        }
        let mut mistakes = Mistakes::default();
        let wrong = |_| "An estimate is a number of hours, like 40 or 37.5.";
        let hours = mistakes.take("estimated_hours", text.parse::<f64>().map_err(wrong));
        mistakes.check()?;
        Ok(hours)
    }
}

/// The form's page.
#[derive(Template)]
#[template(path = "projects/project_form.html")]
pub struct ProjectFormPage {
    pub(super) shell: Shell,
    /// `None` for a new one.
    pub(super) id: Option<i64>,
    pub(super) is_archived: bool,
    pub(super) clients: Vec<Client>,
    pub(super) values: ProjectForm,
    pub(super) refusal: Refusal,
    pub(super) currency: String,
}

impl ProjectFormPage {
    fn is_new(&self) -> bool {
        self.id.is_none()
    }

    /// "Hourly rate in EUR".
    fn in_currency(&self, key: &str) -> String {
        let currency = self.currency.as_str().into();
        self.shell.words.with(key, &[("currency", currency)])
    }
}

async fn page(
    app: &App,
    shell: Shell,
    project: Option<&Project>,
    values: ProjectForm,
    refusal: Refusal,
) -> Result<ProjectFormPage> {
    Ok(ProjectFormPage {
        shell,
        id: project.map(|project| project.id.get()),
        is_archived: project.is_some_and(|project| project.status == "archived"),
        clients: clients::list(&app.db, false).await?,
        values,
        refusal,
        currency: organisation::currency(&app.db).await?,
    })
}

/// An empty form.
pub async fn new(Manager(actor): Manager, State(app): State<App>, headers: HeaderMap) -> PageResult {
    let shell = Shell::load(&app, actor, Section::Projects, &headers).await?;
    render(&page(&app, shell, None, ProjectForm::empty(), Refusal::default()).await?)
}

/// The form of a project as it stands.
pub async fn edit(
    Manager(actor): Manager,
    State(app): State<App>,
    headers: HeaderMap,
    Path(id): Path<i64>,
) -> PageResult {
    let project = store::find(&app.db, Id::new(id))
        .await?
        .ok_or(Error::NotFound("project"))?;
    let values = ProjectForm::of(&project, &organisation::currency(&app.db).await?);
    let shell = Shell::load(&app, actor, Section::Projects, &headers).await?;
    render(&page(&app, shell, Some(&project), values, Refusal::default()).await?)
}

/// Adds a project.
pub async fn create(
    Manager(actor): Manager,
    State(app): State<App>,
    headers: HeaderMap,
    Form(values): Form<ProjectForm>,
) -> PageResult {
    let saved = match values.new_project() {
        Ok(new) => actions::create(&app, &actor, new).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(project) => Ok(see_other(
            &format!("/projects/{}", project.id),
            Some(&Flash::Done(Done::Added)),
        )),
        Err(error) => {
            let refusal = Refusal::of_form(error)?;
            let shell = Shell::load(&app, actor, Section::Projects, &headers).await?;
            render_with(
                StatusCode::UNPROCESSABLE_ENTITY,
                &page(&app, shell, None, values, refusal).await?,
            )
        }
    }
}

/// Changes a project.
pub async fn update(
    Manager(actor): Manager,
    State(app): State<App>,
    headers: HeaderMap,
    Path(id): Path<i64>,
    Form(values): Form<ProjectForm>,
) -> PageResult {
    let saved = match values.patch() {
        Ok(patch) => actions::update(&app, &actor, Id::new(id), patch).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(_) => Ok(see_other(
            &format!("/projects/{id}"),
            Some(&Flash::Done(Done::Saved)),
        )),
        Err(error) => {
            let refusal = Refusal::of_form(error)?;
            let project = store::find(&app.db, Id::new(id)).await?;
            let shell = Shell::load(&app, actor, Section::Projects, &headers).await?;
            let page = page(&app, shell, project.as_ref(), values, refusal).await?;
            render_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}
