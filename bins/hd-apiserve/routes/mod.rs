//! The routes of SPEC.md section 8. One table says what is served, and what the API's description says of it.

mod config;
mod containers;
mod events;
mod health;
mod modules;
mod operations;

use std::sync::Arc;

use axum::extract::State;
use axum::handler::Handler;
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};
use axum::{Extension, Router};
use hd::api::Problem;
use hd::name::Fqmn;
use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::answer::Refused;
use crate::app::App;
use crate::guard::Admitted;

/// What every path begins with, `/healthz` apart.
pub(crate) const BASE: &str = "/api/v1";

/// What a handler gives.
type Answered = Result<Response, Refused>;
/// What the guard found out: who asks, and the home as it was then.
type Asked = Extension<Arc<Admitted>>;
type Served = State<Arc<App>>;

/// One route: what serves it, and what is to be said of it.
pub(crate) struct Route {
    /// Its path below [`BASE`], with `{names}`.
    pub(crate) path: &'static str,
    /// `get` or `post`.
    pub(crate) method: &'static str,
    /// A name for programs that are generated from the description.
    pub(crate) name: &'static str,
    /// What it is for, in a line.
    pub(crate) summary: &'static str,
    /// Names in the query.
    pub(crate) query: Vec<Query>,
    /// The answer, where all goes well.
    pub(crate) gives: Gives,
    /// Statuses of problems that are its own, beside those that any request may meet.
    pub(crate) problems: &'static [u16],
    serve: MethodRouter<Arc<App>>,
}

/// A name in a query.
pub(crate) struct Query {
    pub(crate) name: &'static str,
    pub(crate) text: &'static str,
    pub(crate) required: bool,
    pub(crate) schema: fn(&mut SchemaGenerator) -> Schema,
}

/// What a route answers where all goes well.
pub(crate) struct Gives {
    pub(crate) status: u16,
    pub(crate) media: &'static str,
    pub(crate) schema: fn(&mut SchemaGenerator) -> Schema,
    /// Whether it has an `ETag`, and `304` instead where the asker names that.
    pub(crate) tagged: bool,
}

impl Route {
    /// A route that reads; it answers with JSON of this type.
    fn get<T: JsonSchema, H: Handler<A, Arc<App>>, A: 'static>(
        path: &'static str,
        name: &'static str,
        summary: &'static str,
        handler: H,
    ) -> Self {
        Self::new::<T>(path, ("get", name, summary), 200, get(handler))
    }

    /// A route that begins something; it answers with JSON of this type.
    fn post<T: JsonSchema, H: Handler<A, Arc<App>>, A: 'static>(
        path: &'static str,
        name: &'static str,
        summary: &'static str,
        handler: H,
    ) -> Self {
        Self::new::<T>(path, ("post", name, summary), 202, post(handler))
    }

    fn new<T: JsonSchema>(
        path: &'static str,
        (method, name, summary): (&'static str, &'static str, &'static str),
        status: u16,
        serve: MethodRouter<Arc<App>>,
    ) -> Self {
        let gives = Gives {
            status,
            media: "application/json",
            schema: SchemaGenerator::subschema_for::<T>,
            tagged: false,
        };
        Self { path, method, name, summary, query: Vec::new(), gives, problems: &[], serve }
    }

    fn tagged(mut self) -> Self {
        self.gives.tagged = true;
        self
    }

    fn media(mut self, media: &'static str) -> Self {
        self.gives.media = media;
        self
    }

    fn problems(mut self, statuses: &'static [u16]) -> Self {
        self.problems = statuses;
        self
    }

    /// A name in the query that may be there, with a value of this schema.
    fn takes(
        self,
        name: &'static str,
        text: &'static str,
        schema: fn(&mut SchemaGenerator) -> Schema,
    ) -> Self {
        self.query(Query { name, text, required: false, schema })
    }

    /// A name in the query that has to be there, with a value of this schema.
    fn needs(
        self,
        name: &'static str,
        text: &'static str,
        schema: fn(&mut SchemaGenerator) -> Schema,
    ) -> Self {
        self.query(Query { name, text, required: true, schema })
    }

    fn query(mut self, query: Query) -> Self {
        self.query.push(query);
        self
    }

    /// Whether it is answered without a token.
    pub(crate) fn is_open(&self) -> bool {
        crate::guard::OPEN.contains(&self.path)
    }
}

/// Every route there is.
pub(crate) fn all() -> Vec<Route> {
    [
        health::routes(),
        config::routes(),
        modules::routes(),
        containers::routes(),
        operations::routes(),
        events::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Every route; the guard stands before it.
pub(crate) fn router(app: &Arc<App>) -> Router {
    let add =
        |router: Router<Arc<App>>, route: Route| router.route(&format!("{BASE}{}", route.path), route.serve);
    let routes = all().into_iter().fold(Router::new(), add);
    routes.route("/healthz", get(health::healthz)).fallback(nothing).with_state(app.clone())
}

async fn nothing() -> Refused {
    Refused(Problem::missing("such path"))
}

/// Two parts of a path as a module's name; what can't be one is a module that isn't there.
fn fqmn(author: &str, name: &str) -> Result<Fqmn, Refused> {
    Fqmn::new(author, name).map_err(|_| Refused(Problem::missing("module of that name")))
}
