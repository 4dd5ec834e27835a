//! Acts and reads as OpenAPI says them.

use utoipa::openapi::path::{OperationBuilder, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{
    AdditionalProperties, ArrayBuilder, ObjectBuilder, Schema, SchemaFormat, SchemaType, Type,
};
use utoipa::openapi::{ContentBuilder, RefOr, Required, Response as Said, ResponseBuilder};

use super::Described;
use super::shape::Shape;

pub(super) fn operation(act: &Described) -> utoipa::openapi::path::Operation {
    let scope = act.name.split('.').next().unwrap_or(act.name);
    let uuid = ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::Custom("uuid".to_owned())))
        .build();
    let key = ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::True)
        .description(Some(
            "The act's id, made by the caller; sent twice, the second call gets the first one's answer.",
        ))
        .schema(Some(uuid))
        .build();
    let (media, body) = if act.file {
        let bytes = ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::Custom("binary".to_owned())))
            .build();
        ("application/octet-stream", Schema::Object(bytes))
    } else {
        ("application/json", schema(&act.input))
    };
    let content = ContentBuilder::new().schema(Some(RefOr::T(body))).build();
    let done = if act.output == Shape::Nothing {
        ("204", Said::new("Done"))
    } else {
        let content = ContentBuilder::new().schema(Some(RefOr::T(schema(&act.output)))).build();
        ("200", ResponseBuilder::new().description("Done").content("application/json", content).build())
    };
    let mut operation =
        OperationBuilder::new().operation_id(Some(act.name)).tag(scope).response(done.0, done.1);
    if act.reads {
        operation = parameters(act).into_iter().fold(operation, OperationBuilder::parameter);
    } else {
        operation = operation.parameter(key);
    }
    if !act.reads && act.input != Shape::Nothing {
        operation = operation.request_body(Some(
            RequestBodyBuilder::new().content(media, content).required(Some(Required::True)).build(),
        ));
    }
    for (status, meaning) in [
        ("400", "Not to be read as JSON, as an address, or without Idempotency-Key"),
        ("401", "No good token"),
        ("403", "Not with these posts or scopes"),
        ("404", "Not there, or not to be known"),
        ("409", "True a moment ago, not now"),
        ("422", "A rule refuses it"),
        ("429", "Too many calls in a minute; Retry-After says when to go on"),
        ("503", "Busy: the same call again a moment later"),
        ("507", "The disk is full: the same call with the same key later"),
    ]
    .into_iter()
    .filter(|(status, _)| !act.reads || !matches!(*status, "409" | "507"))
    {
        let content = ContentBuilder::new().schema(Some(RefOr::T(problem()))).build();
        let said = ResponseBuilder::new().description(meaning).content("application/problem+json", content);
        operation = operation.response(status, said.build());
    }
    operation.build()
}

/// Names in braces stand in the path, the others in the query.
fn parameters(act: &Described) -> Vec<utoipa::openapi::path::Parameter> {
    let Shape::Object(fields) = &act.input else { return Vec::new() };
    fields
        .iter()
        .map(|(name, shape)| {
            let in_path = act.path.contains(&format!("{{{name}}}"));
            let needed = in_path || !matches!(shape, Shape::Maybe(_));
            ParameterBuilder::new()
                .name(*name)
                .parameter_in(if in_path { ParameterIn::Path } else { ParameterIn::Query })
                .required(if needed { Required::True } else { Required::False })
                .schema(Some(schema(shape)))
                .build()
        })
        .collect()
}

/// RFC 9457.
fn problem() -> Schema {
    let text = || ObjectBuilder::new().schema_type(Type::String).build();
    let maybe =
        || ObjectBuilder::new().schema_type(SchemaType::Array(vec![Type::String, Type::Null])).build();
    let one = ObjectBuilder::new()
        .property("field", maybe())
        .property("code", text())
        .property("detail", text())
        .property("source", maybe());
    Schema::Object(
        ObjectBuilder::new()
            .property("type", text())
            .property("title", text())
            .property("status", ObjectBuilder::new().schema_type(Type::Integer).build())
            .property("incident", text())
            .property("errors", ArrayBuilder::new().items(one.build()).build())
            .build(),
    )
}

fn schema(shape: &Shape) -> Schema {
    let plain = |kind: Type| ObjectBuilder::new().schema_type(kind);
    match shape {
        Shape::Nothing => plain(Type::Null).build().into(),
        Shape::Bool => plain(Type::Boolean).build().into(),
        Shape::Integer => plain(Type::Integer).build().into(),
        Shape::Text(format) => {
            plain(Type::String).format(format.map(|f| SchemaFormat::Custom(f.to_owned()))).build().into()
        }
        Shape::Maybe(inside) => match schema(inside) {
            Schema::Object(mut object) => {
                if let SchemaType::Type(kind) = object.schema_type {
                    object.schema_type = SchemaType::Array(vec![kind, Type::Null]);
                }
                Schema::Object(object)
            }
            other => other,
        },
        Shape::List(inside) => ArrayBuilder::new().items(RefOr::T(schema(inside))).build().into(),
        Shape::One(names) => plain(Type::String).enum_values(Some(names.iter().copied())).build().into(),
        Shape::Object(fields) => {
            let mut object = plain(Type::Object)
                .additional_properties(Some(AdditionalProperties::<Schema>::FreeForm(false)));
            for (name, shape) in fields {
                object = object.property(*name, RefOr::T(schema(shape)));
                if !matches!(shape, Shape::Maybe(_)) {
                    object = object.required(*name);
                }
            }
            object.build().into()
        }
        Shape::Any => ObjectBuilder::new().schema_type(SchemaType::AnyValue).build().into(),
    }
}
