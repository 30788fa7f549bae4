//! What a route says of itself beside its path, its method and its handler's arguments.

use super::schema;
use aide::openapi::{
    MediaType, Operation, Parameter, ParameterData, ParameterSchemaOrContent, ReferenceOr, RequestBody,
    Response, SchemaObject, StatusCode,
};
use aide::transform::TransformOperation;
use schemars::Schema;
use serde_json::{Value, json};

/// The words of a route about one of its methods.
pub trait Tells: Sized {
    /// What it does, in one line; what more there is to know, in the lines after it.
    #[must_use]
    fn says(self, text: &str) -> Self;

    /// Which body of `bodies.txt` it takes.
    #[must_use]
    fn takes(self, body: &str) -> Self;

    /// An answer: its keys in the words of `answers.txt`, such as `message:text task:Task`.
    #[must_use]
    fn answers(self, status: u16, keys: &str) -> Self;

    /// An answer that is no JSON.
    #[must_use]
    fn answers_text(self, content_type: &str) -> Self;

    /// A file in a form, or as the body itself, in place of the JSON.
    #[must_use]
    fn takes_files(self) -> Self;

    /// A parameter of the query that may not be left out.
    #[must_use]
    fn needs(self, parameter: &str) -> Self;

    /// A parameter of the query that is one of these words; others are refused.
    #[must_use]
    fn wants_one_of(self, parameter: &str, words: &[&str]) -> Self;

    /// It may refuse with 429 without asking for a token.
    #[must_use]
    fn limited(self) -> Self;

    /// It may refuse what is sent with 400, where that does not follow from a body.
    #[must_use]
    fn judges(self) -> Self;

    /// It may not find what is named in the body or the query, 404.
    #[must_use]
    fn looks_up(self) -> Self;
}

impl Tells for TransformOperation<'_> {
    fn says(mut self, text: &str) -> Self {
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        let operation = self.inner_mut();
        operation.summary = Some(first.to_owned());
        operation.description = Some(rest.trim().to_owned()).filter(|rest| !rest.is_empty());
        self
    }

    fn takes(mut self, body: &str) -> Self {
        let content = [("application/json".to_owned(), of(schema::reference(body)))];
        self.inner_mut().request_body = Some(ReferenceOr::Item(RequestBody {
            content: content.into_iter().collect(),
            ..RequestBody::default()
        }));
        self
    }

    fn answers(mut self, status: u16, keys: &str) -> Self {
        let content = [("application/json".to_owned(), of(schema::answer(keys)))];
        let response = Response {
            content: content.into_iter().collect(),
            ..Response::default()
        };
        respond(self.inner_mut(), status, response);
        self
    }

    fn answers_text(mut self, content_type: &str) -> Self {
        let content = [(content_type.to_owned(), of(json!({"type": "string"})))];
        let response = Response {
            content: content.into_iter().collect(),
            ..Response::default()
        };
        respond(self.inner_mut(), 200, response);
        self
    }

    fn takes_files(mut self) -> Self {
        let file = json!({"type": "string", "contentMediaType": "text/csv"});
        let form = json!({"type": "object", "properties": {"file": file}, "required": ["file"]});
        if let Some(ReferenceOr::Item(body)) = &mut self.inner_mut().request_body {
            body.content.insert("multipart/form-data".into(), of(form));
            body.content
                .insert("text/csv".into(), of(json!({"type": "string"})));
        }
        self
    }

    fn needs(mut self, name: &str) -> Self {
        if let Some(parameter) = parameter(self.inner_mut(), name) {
            parameter.required = true;
        }
        self
    }

    fn wants_one_of(mut self, name: &str, words: &[&str]) -> Self {
        if let Some(parameter) = parameter(self.inner_mut(), name) {
            let schema = json!({"type": "string", "enum": words});
            parameter.format = ParameterSchemaOrContent::Schema(schema_object(schema));
        }
        self.judges()
    }

    fn limited(mut self) -> Self {
        respond(self.inner_mut(), 429, Response::default());
        self
    }

    fn judges(mut self) -> Self {
        respond(self.inner_mut(), 400, Response::default());
        self
    }

    fn looks_up(mut self) -> Self {
        respond(self.inner_mut(), 404, Response::default());
        self
    }
}

/// Adds an answer; what is the same everywhere is filled in by `finish.rs`.
pub fn respond(operation: &mut Operation, status: u16, response: Response) {
    let responses = operation.responses.get_or_insert_default();
    let status = StatusCode::Code(status);
    responses.responses.insert(status, ReferenceOr::Item(response));
}

/// A content of this schema.
pub fn of(schema: Value) -> MediaType {
    MediaType {
        schema: Some(schema_object(schema)),
        ..MediaType::default()
    }
}

/// A schema as the document's types have it.
pub fn schema_object(schema: Value) -> SchemaObject {
    SchemaObject {
        json_schema: Schema::try_from(schema).unwrap_or_default(),
        external_docs: None,
        example: None,
    }
}

fn parameter<'o>(operation: &'o mut Operation, name: &str) -> Option<&'o mut ParameterData> {
    let known = operation
        .parameters
        .iter_mut()
        .filter_map(ReferenceOr::as_item_mut);
    known
        .map(Parameter::parameter_data_mut)
        .find(|data| data.name == name)
}
