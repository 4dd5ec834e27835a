//! The JSON face of acts: one line for each in a crate's `api.rs`; routes and their description come from it.

mod describe;
pub mod shape;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{FromRequestParts, Query, RawPathParams, RawQuery, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use kernel::{Act, Actor, Office, Refusal, StoreError, Tx};
use serde::Serialize;
use serde::de::DeserializeOwned;
use ui::problem::problem_json;
use utoipa::openapi::path::{HttpMethod, PathItem};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, OpenApi, OpenApiBuilder, PathsBuilder};
use uuid::Uuid;
use words::{Lang, Msg};

use self::shape::Shape;
use crate::house::{Function, House, Viewer, faults};
use crate::{t, tokens};

/// Where the API begins.
pub const BASE: &str = "/api/v1";
/// The act id of the caller: sent twice, the second call gets the first one's answer.
pub const KEY: &str = "idempotency-key";

/// What one act or read takes and gives.
struct Described {
    name: &'static str,
    /// Asks only: its input stands in the address.
    reads: bool,
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
        self.act_of_house(name, path, move |_: &[Function], act: &mut Act<'_>, input| run(act, input))
    }

    /// An act in which every function of the house has a part.
    #[must_use]
    pub fn act_of_house<I, O, F>(self, name: &'static str, path: &str, run: F) -> Api
    where
        I: Clone + DeserializeOwned + Send + 'static,
        O: Serialize + DeserializeOwned + Send + 'static,
        F: Fn(&[Function], &mut Act<'_>, I) -> Result<O, Refusal> + Copy + Send + Sync + 'static,
    {
        let handler = move |State(house): State<House>, caller: Caller, headers: HeaderMap, body: Bytes| async move {
            let done = async {
                let id = caller.allowed(name, &headers)?;
                let input = serde_json::from_slice::<I>(if body.is_empty() { b"null" } else { &body })
                    .map_err(|fault| Refusal::invalid(t::api_body(fault.to_string())))?;
                let functions = house.functions().to_vec();
                let run = move |act: &mut Act<'_>, input| run(&functions, act, input);
                house.office().act(caller.actor(), id, input, run).await
            };
            answer(done.await, caller.lang)
        };
        self.put(name, path, (shape::of::<I>(), shape::of::<O>(), false), post(handler))
    }

    /// What somebody may see, asked by GET. Names in braces in the path and the query make the input. The first word of
    /// the name is the scope that a token needs.
    #[must_use]
    pub fn read<I, O>(
        self,
        name: &'static str,
        path: &str,
        run: fn(&mut Tx<'_>, &Viewer, I) -> Result<O, Refusal>,
    ) -> Api
    where
        I: DeserializeOwned + Send + 'static,
        O: Serialize + DeserializeOwned + Send + 'static,
    {
        self.ask(name, path, move |_: &House, tx: &mut Tx<'_>, viewer: &Viewer, input: I| {
            run(tx, viewer, input)
        })
    }

    /// The same for what takes more than the rows: the search index, what the functions know of each other's things.
    #[must_use]
    pub fn look<I, O>(
        self,
        name: &'static str,
        path: &str,
        run: fn(&House, &mut Tx<'_>, &Viewer, I) -> Result<O, Refusal>,
    ) -> Api
    where
        I: DeserializeOwned + Send + 'static,
        O: Serialize + DeserializeOwned + Send + 'static,
    {
        self.ask(name, path, run)
    }

    fn ask<I, O, F>(mut self, name: &'static str, path: &str, run: F) -> Api
    where
        I: DeserializeOwned + Send + 'static,
        O: Serialize + DeserializeOwned + Send + 'static,
        F: Fn(&House, &mut Tx<'_>, &Viewer, I) -> Result<O, Refusal> + Copy + Send + Sync + 'static,
    {
        let handler = move |State(house): State<House>,
                            caller: Caller,
                            names: RawPathParams,
                            asked: RawQuery| async move {
            let lang = caller.lang;
            let done = async {
                caller.in_scope(name)?;
                let input = input::<I>(&names, asked.0.as_deref().unwrap_or_default())?;
                let (viewer, there) = (caller.viewer.clone(), house.clone());
                house.office().read(move |tx| Ok(run(&there, tx, &viewer, input))).await?
            };
            answer(done.await, lang)
        };
        let path = format!("{BASE}{path}");
        self.routes = self.routes.route(&path, get(handler));
        let (input, output) = (shape::of::<I>(), shape::of::<O>());
        self.acts.push(Described { name, reads: true, path, input, output, file: false });
        self
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
        self.acts.push(Described { name, reads: false, path, input, output, file });
        self
    }

    #[must_use]
    pub fn and(mut self, other: Api) -> Api {
        self.routes = self.routes.merge(other.routes);
        self.acts.extend(other.acts);
        self
    }

    /// Names and addresses of the acts, for the table of who may.
    #[must_use]
    pub fn listed(&self) -> Vec<(&'static str, String)> {
        self.acts.iter().filter(|act| !act.reads).map(|act| (act.name, act.path.clone())).collect()
    }

    /// Names and addresses of what is only read.
    #[must_use]
    pub fn reads(&self) -> Vec<(&'static str, String)> {
        self.acts.iter().filter(|act| act.reads).map(|act| (act.name, act.path.clone())).collect()
    }

    /// The routes and their description.
    pub fn finish(self) -> (Router<House>, OpenApi) {
        let mut paths = PathsBuilder::new();
        for act in &self.acts {
            let method = if act.reads { HttpMethod::Get } else { HttpMethod::Post };
            paths = paths.path(&act.path, PathItem::new(method, describe::operation(act)));
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

/// The input of a read, out of the names in its path and its query. An address that names nothing is not there.
fn input<I: DeserializeOwned>(names: &RawPathParams, query: &str) -> Result<I, Refusal> {
    let mut all = query.to_owned();
    for (name, value) in names {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
        if !value.chars().all(plain) {
            return Err(Refusal::not_found());
        }
        all = format!("{name}={value}&{all}");
    }
    let uri = format!("/?{}", all.trim_end_matches('&'));
    let uri: axum::http::Uri = uri.parse().map_err(|_| Refusal::not_found())?;
    match Query::<I>::try_from_uri(&uri) {
        Ok(Query(input)) => Ok(input),
        Err(fault) => Err(Refusal::invalid(t::api_body(fault.to_string()))),
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

    fn in_scope(&self, name: &str) -> Result<(), Refusal> {
        let scope = name.split('.').next().unwrap_or(name);
        if self.scopes.iter().any(|had| had == scope) {
            return Ok(());
        }
        Err(Refusal::new(kernel::Kind::Forbidden, t::api_scope(scope.to_owned())))
    }

    /// The act's id, once the token's scopes and the key are looked at.
    pub fn allowed(&self, name: &str, headers: &HeaderMap) -> Result<Uuid, Refusal> {
        self.in_scope(name)?;
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
                Ok(Viewer::load(tx, token.person, today)?.map(|viewer| (viewer, token)))
            })
            .await;
        match found {
            Ok(Some((mut viewer, token))) => {
                if let Some(seconds) = tokens::too_many(token.id, office.now()) {
                    return Err(slower(seconds, lang));
                }
                let scopes = token.scopes.clone();
                let noted = tokio::task::spawn_blocking(move || tokens::note_use(&office, &token)).await;
                if let Ok(Err(fault)) = noted {
                    return Err(refuse(&store_fault(fault), lang));
                }
                viewer.lang = lang;
                Ok(Caller { viewer, lang, scopes })
            }
            Ok(None) => Err(unknown(lang)),
            Err(fault) => Err(refuse(&store_fault(fault), lang)),
        }
    }
}

/// RFC 6585.
fn slower(seconds: i64, lang: Lang) -> Response {
    let msg: Msg = t::api_too_many(tokens::CALLS_A_MINUTE);
    let said = msg.say(lang);
    let mut response = problem_json(StatusCode::TOO_MANY_REQUESTS, msg.key(), &said, lang, &[], None);
    response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    response
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
