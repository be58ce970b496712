//! What goes wrong with a call on purpose: before it has its effect, or after.

use super::failed::Failed;
use crate::faults::Fault;
use crate::gateway::Gateway;
use crate::wire::Refusal;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, web};
use std::sync::Arc;

/// How long a call takes its time in the middle of its work, in milliseconds.
#[derive(Clone, Copy)]
pub struct Pause(pub i64);

/// Draws a fault for the call and carries it out.
pub async fn misbehave(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let Some(gateway) = request.app_data::<web::Data<Arc<Gateway>>>().map(|gateway| Arc::clone(gateway)) else {
        return Err(Failed(Refusal::server_error()).into());
    };
    let name = call_name(request.method(), request.path());
    let fault = gateway.plan().for_call(name);
    let timing = &gateway.config.timing;
    match fault {
        Some(Fault::TimeoutBefore) => {
            hang(&gateway).await;
            return Err(Failed(Refusal::gateway_error(504)).into());
        }
        Some(Fault::ErrorBefore) => return Err(Failed(Refusal::server_error()).into()),
        Some(Fault::TooMany) => return Err(Failed(Refusal::too_many()).into()),
        // A refund takes its time while it holds its key.
        Some(Fault::Slow) if name == "refund" => {
            request.extensions_mut().insert(Pause(timing.slow));
        }
        Some(Fault::Slow) => gateway.clock().until(gateway.now_ms() + timing.slow).await,
        _ => {}
    }
    let answer = next.call(request).await?;
    match fault {
        Some(Fault::TimeoutAfter) => {
            hang(&gateway).await;
            Err(Failed(Refusal::gateway_error(504)).into())
        }
        Some(Fault::ErrorAfter) => Err(Failed(Refusal::gateway_error(502)).into()),
        _ => Ok(answer.map_into_boxed_body()),
    }
}

/// Clients give up meanwhile; who does not is told that it took too long.
async fn hang(gateway: &Gateway) {
    gateway.clock().until(gateway.now_ms() + gateway.config.timing.hang).await;
}

/// What faults call a call.
fn call_name(method: &Method, path: &str) -> &'static str {
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or("");
    match (method, last) {
        (&Method::POST, "orders") => "create_order",
        (&Method::POST, "capture") => "capture",
        (&Method::POST, "refund") => "refund",
        _ => "read",
    }
}
