//! Numbers on the daemon, in Prometheus' text format.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use hd::api::{Daemon, Refusal};
use matchit::Router;

use crate::routes::{BASE, all};

/// Bounds of the histogram of times, in microseconds.
const BOUNDS: [u64; 10] = [100, 250, 500, 1_000, 2_500, 10_000, 50_000, 250_000, 1_000_000, 10_000_000];
/// Statuses that are no problem's.
const GOOD: [u16; 3] = [200, 202, 304];
/// What is counted for requests that no route takes.
const NO_ROUTE: &str = "none";

/// What was counted since the daemon's start.
#[derive(Debug)]
pub(crate) struct Metrics {
    /// By route, the one for no route last; then by status in the order of [`statuses`].
    requests: Vec<(String, Vec<AtomicU64>)>,
    /// The place of a path's route in `requests`.
    routes: Router<usize>,
    /// By bound; the last is for what took longer.
    times: [AtomicU64; BOUNDS.len() + 1],
    microseconds: AtomicU64,
    pub(crate) connections: AtomicU64,
    pub(crate) connections_refused: AtomicU64,
    pub(crate) streams: AtomicU64,
}

/// Every status that is counted by itself; the others count as the last.
fn statuses() -> impl Iterator<Item = u16> {
    GOOD.into_iter().chain(Refusal::ALL.into_iter().map(Refusal::status)).chain([0])
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let zeros = || statuses().map(|_| AtomicU64::new(0)).collect();
        let mut paths: Vec<String> = all()
            .into_iter()
            .map(|route| format!("{BASE}{}", route.path))
            .chain(["/healthz".into()])
            .collect();
        paths.sort();
        paths.dedup();
        let mut routes = Router::new();
        for (place, path) in paths.iter().enumerate() {
            // The same patterns are taken by the server's own router, or it wouldn't start.
            let _ = routes.insert(path, place);
        }
        paths.push(NO_ROUTE.into());
        Self {
            requests: paths.into_iter().map(|path| (path, zeros())).collect(),
            routes,
            times: Default::default(),
            microseconds: AtomicU64::new(0),
            connections: AtomicU64::new(0),
            connections_refused: AtomicU64::new(0),
            streams: AtomicU64::new(0),
        }
    }

    /// Counts one answered request for this path.
    pub(crate) fn count(&self, path: &str, status: u16, time: Duration) {
        let row = self.routes.at(path).map_or(self.requests.len() - 1, |found| *found.value);
        let row = self.requests.get(row).map(|row| &row.1);
        let place = statuses().position(|known| known == status).unwrap_or(statuses().count() - 1);
        row.and_then(|row| row.get(place)).map(|count| count.fetch_add(1, Relaxed));
        let time = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        let place = BOUNDS.iter().position(|bound| time <= *bound).unwrap_or(BOUNDS.len());
        self.times[place].fetch_add(1, Relaxed);
        self.microseconds.fetch_add(time, Relaxed);
    }

    /// All of it, as text.
    pub(crate) fn text(&self, daemon: &Daemon) -> String {
        let mut text = String::new();
        self.write(&mut text, daemon).map(|()| text).unwrap_or_default()
    }

    fn write(&self, out: &mut String, daemon: &Daemon) -> std::fmt::Result {
        self.write_requests(out)?;
        self.write_times(out)?;
        let (calls, failed) = daemon.engine_calls();
        let unauthenticated = self.of_status(Refusal::Unauthenticated.status());
        for (name, kind, help, value) in [
            ("unauthenticated_total", "counter", "Requests without a valid token", unauthenticated),
            ("connections", "gauge", "Open connections", self.connections.load(Relaxed)),
            (
                "connections_refused_total",
                "counter",
                "Connections without a place",
                self.connections_refused.load(Relaxed),
            ),
            ("streams", "gauge", "Open streams of events and logs", self.streams.load(Relaxed)),
            ("operations", "gauge", "Operations that run", daemon.running() as u64),
            ("engine_calls_total", "counter", "Requests to the engine", calls),
            ("engine_failures_total", "counter", "Requests to the engine that failed", failed),
            (
                "settings_stale",
                "gauge",
                "1 while older settings are served than the files hold",
                u64::from(daemon.fault().is_some()),
            ),
            (
                "audit_unwritable",
                "gauge",
                "1 while nothing can be written to the audit, and so nothing is changed",
                u64::from(daemon.audit_fault().is_some()),
            ),
        ] {
            write!(
                out,
                "# HELP hyperdrive_{name} {help}\n# TYPE hyperdrive_{name} {kind}\nhyperdrive_{name} {value}\n"
            )?;
        }
        Ok(())
    }

    fn write_requests(&self, out: &mut String) -> std::fmt::Result {
        out.push_str(
            "# HELP hyperdrive_requests_total Answered requests\n# TYPE hyperdrive_requests_total counter\n",
        );
        for (route, counts) in &self.requests {
            for (status, count) in statuses().zip(counts) {
                let count = count.load(Relaxed);
                if count > 0 {
                    writeln!(
                        out,
                        "hyperdrive_requests_total{{route=\"{route}\",status=\"{status}\"}} {count}"
                    )?;
                }
            }
        }
        Ok(())
    }

    fn write_times(&self, out: &mut String) -> std::fmt::Result {
        let name = "hyperdrive_request_seconds";
        write!(out, "# HELP {name} Time to an answer's head\n# TYPE {name} histogram\n")?;
        let mut sum = 0;
        for (bound, count) in BOUNDS.iter().zip(&self.times) {
            sum += count.load(Relaxed);
            writeln!(out, "{name}_bucket{{le=\"{}\"}} {sum}", seconds(*bound))?;
        }
        sum += self.times[BOUNDS.len()].load(Relaxed);
        let total = seconds(self.microseconds.load(Relaxed));
        write!(out, "{name}_bucket{{le=\"+Inf\"}} {sum}\n{name}_sum {total}\n{name}_count {sum}\n")
    }

    fn of_status(&self, status: u16) -> u64 {
        let place = statuses().position(|known| known == status).unwrap_or_default();
        self.requests.iter().filter_map(|row| row.1.get(place)).map(|count| count.load(Relaxed)).sum()
    }
}

/// Microseconds as seconds.
#[allow(clippy::cast_precision_loss)] // exact for the next centuries
fn seconds(microseconds: u64) -> f64 {
    microseconds as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_route_status_and_time() {
        let metrics = Metrics::new();
        metrics.count("/api/v1/config", 200, Duration::from_micros(90));
        metrics.count("/api/v1/config", 401, Duration::from_micros(900));
        metrics.count("/x", 999, Duration::from_secs(100));
        let mut text = String::new();
        metrics.write_requests(&mut text).and_then(|()| metrics.write_times(&mut text)).unwrap_or_default();
        for line in [
            "hyperdrive_requests_total{route=\"/api/v1/config\",status=\"200\"} 1",
            "hyperdrive_requests_total{route=\"none\",status=\"0\"} 1",
            "hyperdrive_request_seconds_bucket{le=\"0.0001\"} 1",
            "hyperdrive_request_seconds_bucket{le=\"0.001\"} 2",
            "hyperdrive_request_seconds_bucket{le=\"+Inf\"} 3",
            "hyperdrive_request_seconds_sum 100.00099",
            "hyperdrive_request_seconds_count 3",
        ] {
            assert!(text.lines().any(|one| one == line), "{line}\n{text}");
        }
        assert_eq!(metrics.of_status(401), 1);
    }
}
