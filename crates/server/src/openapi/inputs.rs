//! What handlers' arguments and results say to the document by their types.

use super::operation::{of, respond, schema_object};
use super::schema;
use crate::auth::{Browser, Caller, Scope};
use crate::http::{ApiError, Fields, Json, Path, Query};
use aide::generate::GenContext;
use aide::openapi::{
    Operation, Parameter, ParameterData, ParameterSchemaOrContent, QueryStyle, ReferenceOr, RequestBody,
    Response,
};
use aide::operation::{OperationInput, OperationOutput, add_parameters};
use schemars::JsonSchema;
use serde_json::{Value, json};

/// The scope that a token must carry; `finish.rs` adds what may then be refused.
impl<S: Scope> OperationInput for Caller<S> {
    fn operation_input(_: &mut GenContext, operation: &mut Operation) {
        operation.extensions.insert("x-scope".into(), json!(S::NAME));
        for status in [401, 403, 429] {
            respond(operation, status, Response::default());
        }
    }
}

/// A body of JSON; `takes` says which.
impl OperationInput for Json<Fields> {
    fn operation_input(_: &mut GenContext, operation: &mut Operation) {
        let content = [("application/json".to_owned(), of(json!({"type": "object"})))];
        operation.request_body = Some(ReferenceOr::Item(RequestBody {
            content: content.into_iter().collect(),
            ..RequestBody::default()
        }));
    }
}

/// The path itself names what is meant.
impl<T> OperationInput for Path<T> {}

/// Who asks, as far as the connection says.
impl OperationInput for Browser {}

/// A parameter for each field.
impl<T: JsonSchema> OperationInput for Query<T> {
    fn operation_input(context: &mut GenContext, operation: &mut Operation) {
        let schema = context.schema.subschema_for::<T>();
        let fields = context.resolve_schema(&schema).get("properties").cloned();
        let names = fields.as_ref().and_then(Value::as_object);
        let names: Vec<String> = names
            .into_iter()
            .flat_map(|fields| fields.keys().cloned())
            .collect();
        add_parameters(context, operation, names.iter().map(|name| in_query(name)));
    }
}

fn in_query(name: &str) -> Parameter {
    let (schema, says) = schema::parameter(name).unwrap_or_default();
    Parameter::Query {
        parameter_data: ParameterData {
            name: name.to_owned(),
            description: Some(says.to_owned()),
            required: false,
            deprecated: None,
            format: ParameterSchemaOrContent::Schema(schema_object(schema)),
            example: None,
            examples: std::iter::empty().collect(),
            explode: None,
            extensions: std::iter::empty().collect(),
        },
        allow_reserved: false,
        style: QueryStyle::Form,
        allow_empty_value: None,
    }
}

/// The errors are the same everywhere.
impl OperationOutput for ApiError {
    type Inner = Self;
}
