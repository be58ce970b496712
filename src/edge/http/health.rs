//! Whether this instance lives, may be sent people, and how its dependencies feel; and its metrics.

use super::auth::address;
use super::failure::{Answer, Failure};
use super::reading::reading;
use crate::edge::ws::Admission;
use crate::service::Context;
use crate::service::ops::presence::Doors;
use crate::service::ops::read_health::{check_ready, read_health as look};
use crate::service::ops::sample::sample;
use crate::service::ops::vitals::State;
use crate::service::problem::ProblemType;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use metrics_exporter_prometheus::PrometheusHandle;

/// The routes of the scope `/health`.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("", reading().to(read_health))
        .route("/live", reading().to(read_live))
        .route("/ready", reading().to(read_ready));
}

/// The metrics, for scrapers in an allowed network only.
pub async fn read_metrics(
    request: HttpRequest,
    cx: web::Data<Context>,
    doors: web::Data<Admission>,
    recorder: web::Data<PrometheusHandle>,
) -> Answer {
    // Not the peer's: behind a proxy of one's own network, everybody would come from it.
    let scraper = address::of(&cx, &request);
    if !cx.settings.http.metrics_allow.iter().any(|range| range.contains(scraper)) {
        return Err(ProblemType::NotFound.into());
    }
    sample(&cx, doors.presence()).await;
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(recorder.render()))
}

/// The report; 503 when the instance cannot do its work, with the same report.
async fn read_health(cx: web::Data<Context>) -> HttpResponse {
    let health = look(&cx).await;
    let status = match health.status {
        State::Ok | State::Degraded => StatusCode::OK,
        State::Down => StatusCode::SERVICE_UNAVAILABLE,
    };
    HttpResponse::build(status).json(health)
}

async fn read_live() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

async fn read_ready(cx: web::Data<Context>) -> Result<HttpResponse, Failure> {
    check_ready(&cx).await?;
    Ok(HttpResponse::NoContent().finish())
}
