//! The JSON face of acts: one line for each in a crate's `api.rs`; routes and their description come from it.

pub mod shape;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use kernel::{Act, Actor, Office, Refusal, StoreError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use ui::problem::problem_json;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{
    AdditionalProperties, ArrayBuilder, ObjectBuilder, Schema, SchemaFormat, SchemaType, Type,
};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, InfoBuilder, OpenApi, OpenApiBuilder, PathsBuilder, RefOr, Required,
    Response as Said, ResponseBuilder,
};
use uuid::Uuid;
use words::{Lang, Msg};

use self::shape::Shape;
use crate::house::{House, Viewer, faults};
use crate::{t, tokens};

/// Where the API begins.
pub const BASE: &str = "/api/v1";
/// The act id of the caller: sent twice, the second call gets the first one's answer.
pub const KEY: &str = "idempotency-key";

/// What one act takes and gives.
struct Described {
    name: &'static str,
    path: String,
    input: Shape,
    output: Shape,
    /// The body is a file's bytes, not JSON.
    file: bool,
}

/// A crate's share of the API.
#[derive(Default)]
pub struct Api {
    routes: Router<House>,
    acts: Vec<Described>,
}

impl Api {
    #[must_use]
    pub fn new() -> Api {
        Api::default()
    }

    /// An act under its journal name. The first word of the name is the scope that a token needs.
    #[must_use]
    pub fn act<I, O>(
        self,
        name: &'static str,
        path: &str,
        run: fn(&mut Act<'_>, I) -> Result<O, Refusal>,
    ) -> Api
    where
        I: Clone + DeserializeOwned + Send + 'static,
        O: Serialize + DeserializeOwned + Send + 'static,
    {
        let handler = move |State(house): State<House>, caller: Caller, headers: HeaderMap, body: Bytes| async move {
            let done = async {
                let id = caller.allowed(name, &headers)?;
                let input = serde_json::from_slice::<I>(if body.is_empty() { b"null" } else { &body })
                    .map_err(|fault| Refusal::invalid(t::api_body(fault.to_string())))?;
                house.office().act(caller.actor(), id, input, run).await
            };
            answer(done.await, caller.lang)
        };
        self.put(name, path, (shape::of::<I>(), shape::of::<O>(), false), post(handler))
    }

    /// An act that takes a file: its bytes are the body.
    #[must_use]
    pub fn file<O: DeserializeOwned>(
        self,
        name: &'static str,
        path: &str,
        handler: axum::routing::MethodRouter<House>,
    ) -> Api {
        self.put(name, path, (Shape::Any, shape::of::<O>(), true), handler)
    }

    fn put(
        mut self,
        name: &'static str,
        path: &str,
        (input, output, file): (Shape, Shape, bool),
        handler: axum::routing::MethodRouter<House>,
    ) -> Api {
        let path = format!("{BASE}{path}");
        self.routes = self.routes.route(&path, handler);
        self.acts.push(Described { name, path, input, output, file });
        self
    }

    #[must_use]
    pub fn and(mut self, other: Api) -> Api {
        self.routes = self.routes.merge(other.routes);
        self.acts.extend(other.acts);
        self
    }

    /// Names and addresses, for the table of who may.
    #[must_use]
    pub fn listed(&self) -> Vec<(&'static str, String)> {
        self.acts.iter().map(|act| (act.name, act.path.clone())).collect()
    }

    /// The routes and their description.
    pub fn finish(self) -> (Router<House>, OpenApi) {
        let mut paths = PathsBuilder::new();
        for act in &self.acts {
            paths = paths.path(&act.path, PathItem::new(HttpMethod::Post, operation(act)));
        }
        let bearer = SecurityScheme::Http(
            HttpBuilder::new()
                .scheme(HttpAuthScheme::Bearer)
                .description(Some(
                    "A token made under /tokens; its scopes are the first words of the acts' names.",
                ))
                .build(),
        );
        let document = OpenApiBuilder::new()
            .info(InfoBuilder::new().title("Cầu Nối").version(env!("CARGO_PKG_VERSION")).build())
            .paths(paths.build())
            .components(Some(ComponentsBuilder::new().security_scheme("token", bearer).build()))
            .security(Some([SecurityRequirement::new("token", Vec::<String>::new())]))
            .build();
        (self.routes, document)
    }
}

fn operation(act: &Described) -> utoipa::openapi::path::Operation {
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
    let mut operation = OperationBuilder::new()
        .operation_id(Some(act.name))
        .tag(scope)
        .parameter(key)
        .response(done.0, done.1);
    if act.input != Shape::Nothing {
        operation = operation.request_body(Some(
            RequestBodyBuilder::new().content(media, content).required(Some(Required::True)).build(),
        ));
    }
    for (status, meaning) in [
        ("400", "No Idempotency-Key"),
        ("401", "No good token"),
        ("403", "Not with these posts or scopes"),
        ("404", "Not there, or not to be known"),
        ("409", "True a moment ago, not now"),
        ("422", "A rule refuses it"),
    ] {
        let content = ContentBuilder::new().schema(Some(RefOr::T(problem()))).build();
        let said = ResponseBuilder::new().description(meaning).content("application/problem+json", content);
        operation = operation.response(status, said.build());
    }
    operation.build()
}

/// RFC 9457.
fn problem() -> Schema {
    let text = || ObjectBuilder::new().schema_type(Type::String).build();
    let one =
        ObjectBuilder::new().property("field", text()).property("code", text()).property("detail", text());
    Schema::Object(
        ObjectBuilder::new()
            .property("type", text())
            .property("title", text())
            .property("status", ObjectBuilder::new().schema_type(Type::Integer).build())
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

/// Who calls: a person by a token of their own.
pub struct Caller {
    pub viewer: Viewer,
    pub lang: Lang,
    scopes: Vec<String>,
}

impl Caller {
    #[must_use]
    pub fn actor(&self) -> Actor {
        self.viewer.actor()
    }

    /// The act's id, once the token's scopes and the key are looked at.
    pub fn allowed(&self, name: &str, headers: &HeaderMap) -> Result<Uuid, Refusal> {
        let scope = name.split('.').next().unwrap_or(name);
        if !self.scopes.iter().any(|had| had == scope) {
            return Err(Refusal::new(kernel::Kind::Forbidden, t::api_scope(scope.to_owned())));
        }
        let key = headers.get(KEY).and_then(|key| key.to_str().ok()).unwrap_or_default();
        Uuid::parse_str(key.trim().trim_matches('"'))
            .map_err(|_| Refusal::invalid(t::api_key()).field("Idempotency-Key"))
    }
}

impl FromRequestParts<House> for Caller {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Caller, Response> {
        let lang = ui::preferences::lang(&parts.headers);
        let said = parts.headers.get(header::AUTHORIZATION).and_then(|said| said.to_str().ok()).unwrap_or("");
        let Some(secret) = said.strip_prefix("Bearer ").map(|secret| secret.trim().to_owned()) else {
            return Err(unknown(lang));
        };
        let office: Office = house.office().clone();
        let today = office.now().date();
        let found = office
            .read(move |tx| {
                let Some(token) = tokens::find(tx, &secret, today)? else { return Ok(None) };
                Ok(Viewer::load(tx, token.person, today)?.map(|viewer| (viewer, token.scopes)))
            })
            .await;
        match found {
            Ok(Some((mut viewer, scopes))) => {
                viewer.lang = lang;
                Ok(Caller { viewer, lang, scopes })
            }
            Ok(None) => Err(unknown(lang)),
            Err(fault) => Err(refuse(&store_fault(fault), lang)),
        }
    }
}

fn store_fault(fault: StoreError) -> Refusal {
    fault.into()
}

fn unknown(lang: Lang) -> Response {
    let msg: Msg = t::api_token();
    let mut response = problem_json(StatusCode::UNAUTHORIZED, msg.key(), &msg.say(lang), lang, &[], None);
    response.headers_mut().insert(header::WWW_AUTHENTICATE, header::HeaderValue::from_static("Bearer"));
    response
}

/// The act's result as JSON, or a problem document with the message's stable key.
pub fn answer<O: Serialize>(done: Result<O, Refusal>, lang: Lang) -> Response {
    match done {
        Ok(output) => match serde_json::to_value(&output) {
            Ok(serde_json::Value::Null) => StatusCode::NO_CONTENT.into_response(),
            Ok(value) => axum::Json(value).into_response(),
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        },
        Err(refusal) => refuse(&refusal, lang),
    }
}

fn refuse(refusal: &Refusal, lang: Lang) -> Response {
    let status = match refusal.msg.key() {
        "api-key" | "api-body" => StatusCode::BAD_REQUEST,
        _ => StatusCode::from_u16(refusal.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
    };
    let incident = refusal.cause.as_ref().map(|cause| cause.incident());
    let said = refusal.msg.say(lang);
    problem_json(status, refusal.msg.key(), &said, lang, &faults(refusal), incident.as_deref())
}
