//! The home's containers: which there are, what they print, and operations on them.

use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::IntoResponse;
use hd::api::containers::{Action, Containers};
use hd::api::logs::{LONGEST_TAIL, USUAL_TAIL};
use hd::api::operations::Operation;
use hd::api::{Problem, Refusal};
use schemars::{Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::{Answered, Asked, BASE, Route, Served};
use crate::answer::{Refused, json, last};
use crate::guard::token;

const CHANGES: &[u16] = &[403, 404, 409, 503];

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get::<Containers, _, _>("/containers", "containers", "The project's containers", list)
            .problems(&[503]),
        Route::post::<Operation, _, _>(
            "/containers/{name}/restart",
            "restart",
            "Stop a container where it runs, then start it",
            restart,
        )
        .problems(CHANGES),
        Route::post::<Operation, _, _>("/containers/{name}/start", "start", "Start a container", start)
            .problems(CHANGES),
        Route::post::<Operation, _, _>("/containers/{name}/stop", "stop", "Stop a container", stop)
            .problems(CHANGES),
        Route::get::<String, _, _>("/containers/{name}/logs", "logs", "What a container prints", logs)
            .takes("tail", "How many of the last lines", tail)
            .takes(
                "follow",
                "Whether what it prints from now on follows",
                SchemaGenerator::subschema_for::<bool>,
            )
            .media("text/plain")
            .problems(&[403, 404, 503]),
    ]
}

fn tail(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "integer", "minimum": 0, "maximum": LONGEST_TAIL, "default": USUAL_TAIL })
}

async fn list(State(app): Served) -> Answered {
    Ok(json(&Containers { containers: app.daemon.containers().await? }, StatusCode::OK))
}

async fn restart(app: Served, asked: Asked, name: Path<String>) -> Answered {
    act(app, asked, name, Action::Restart).await
}

async fn start(app: Served, asked: Asked, name: Path<String>) -> Answered {
    act(app, asked, name, Action::Start).await
}

async fn stop(app: Served, asked: Asked, name: Path<String>) -> Answered {
    act(app, asked, name, Action::Stop).await
}

/// Begins work on a container.
async fn act(
    State(app): Served,
    Extension(asked): Asked,
    Path(name): Path<String>,
    action: Action,
) -> Answered {
    let operation = app.begin(asked, name, action).await?;
    let mut response = json(&operation, StatusCode::ACCEPTED);
    let place = HeaderValue::from_str(&format!("{BASE}/operations/{}", operation.id));
    place.ok().and_then(|place| response.headers_mut().insert(LOCATION, place));
    Ok(response)
}

#[derive(Deserialize)]
struct LogsQuery {
    #[serde(default = "usual_tail")]
    tail: u32,
    #[serde(default)]
    follow: bool,
}

fn usual_tail() -> u32 {
    USUAL_TAIL
}

async fn logs(
    State(app): Served,
    Extension(asked): Asked,
    Path(name): Path<String>,
    Query(query): Query<LogsQuery>,
    headers: HeaderMap,
) -> Answered {
    if query.tail > LONGEST_TAIL {
        let text = format!("a log's tail has at most {LONGEST_TAIL} lines");
        return Err(Refused(Problem::new(Refusal::Malformed, text)));
    }
    let (place, access) = (app.stream_place()?, app.daemon.access(token(&headers)?)?);
    let lines = app.daemon.logs(&asked.caller, &name, query.tail, query.follow).await?;
    let busy = if query.follow { asked.connection.stream() } else { asked.connection.work() };
    let body = Body::from_stream(app.until_the_end(lines, access, (place, busy)));
    Ok(last(([(CONTENT_TYPE, "text/plain; charset=utf-8")], body).into_response()))
}
