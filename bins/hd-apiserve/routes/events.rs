//! What happens, as it happens: server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{self, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, stream};
use hd::api::events::{Event, Follower, Id};

use super::{Asked, Route, Served};
use crate::answer::{Refused, last};
use crate::guard::token;

/// How often a silent stream says that it is still there.
const HEARTBEAT: Duration = Duration::from_secs(15);

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get::<String, _, _>(
            "/events",
            "events",
            "States of containers and changes of settings, as they happen",
            events,
        )
        .media("text/event-stream"),
    ]
}

async fn events(
    State(app): Served,
    Extension(asked): Asked,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let (place, access) = (app.stream_place()?, app.daemon.access(token(&headers)?)?);
    let seen: Option<Id> =
        headers.get("last-event-id").and_then(|id| id.to_str().ok()).map(|id| id.parse().unwrap_or_default());
    let follower = app.daemon.events().follow(seen);
    // Where the stream begins: who breaks off before the first event knows what to go on from.
    let here = sse::Event::default().id(follower.at().to_string());
    let events = stream::once(async { here }).chain(stream::unfold(follower, next)).map(Ok::<_, Infallible>);
    let events = app.until_the_end(events, access, (place, asked.connection.stream()));
    Ok(last(Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT)).into_response()))
}

async fn next(mut follower: Follower) -> Option<(sse::Event, Follower)> {
    let event = follower.next().await?;
    Some((written(&event), follower))
}

fn written(event: &Event) -> sse::Event {
    sse::Event::default().id(event.id.to_string()).event(event.what.name()).data(event.data.as_str())
}
