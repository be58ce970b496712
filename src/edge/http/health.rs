//! Whether this instance lives, may be sent people, and how its dependencies feel; and its metrics.

use super::failure::{Answer, Failure};
use crate::service::problem::ProblemType;
use crate::settings::Settings;
use actix_web::{HttpRequest, HttpResponse, web};
use metrics_exporter_prometheus::PrometheusHandle;
use serde::Serialize;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// What this process knows of itself.
pub struct Instance {
    id: String,
    started: Instant,
    draining: AtomicBool,
    metrics: PrometheusHandle,
}

impl Instance {
    /// A process that has just started.
    pub fn new(id: String, metrics: PrometheusHandle) -> Self {
        Self { id, started: Instant::now(), draining: AtomicBool::new(false), metrics }
    }

    /// From now on the instance reports not ready.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
    }
}

#[derive(Serialize)]
struct Report<'a> {
    status: &'static str,
    version: &'static str,
    instance: &'a str,
    uptime_s: u64,
}

/// The routes of the scope `/health`.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("", web::get().to(read_health))
        .route("/live", web::get().to(read_live))
        .route("/ready", web::get().to(read_ready));
}

/// The metrics, for scrapers in an allowed network only.
pub async fn read_metrics(
    request: HttpRequest,
    instance: web::Data<Instance>,
    settings: web::Data<Arc<Settings>>,
) -> Answer {
    let peer = request.peer_addr().map(|address| address.ip());
    let allowed = peer.is_some_and(|ip| settings.http.metrics_allow.iter().any(|range| range.contains(ip)));
    if !allowed {
        return Err(ProblemType::NotFound.into());
    }
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(instance.metrics.render()))
}

async fn read_health(instance: web::Data<Instance>) -> HttpResponse {
    HttpResponse::Ok().json(Report {
        status: if instance.is_draining() { "draining" } else { "ok" },
        version: env!("CARGO_PKG_VERSION"),
        instance: &instance.id,
        uptime_s: instance.started.elapsed().as_secs(),
    })
}

async fn read_live() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

async fn read_ready(instance: web::Data<Instance>) -> Result<HttpResponse, Failure> {
    if instance.is_draining() {
        return Err(ProblemType::Draining.into());
    }
    Ok(HttpResponse::NoContent().finish())
}
