//! The table of addresses.

use super::{admin, auth, checkout, failed::Failed, faulty, orders, payments, refunds};
use crate::gateway::Gateway;
use crate::wire::Refusal;
use actix_web::HttpResponse;
use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig, get, post};
use std::sync::Arc;

/// Everything that is served for this gateway.
pub fn routes(config: &mut ServiceConfig, gateway: &Arc<Gateway>) {
    let v1 = web::scope("/v1")
        .wrap(from_fn(faulty::misbehave))
        .wrap(from_fn(auth::authenticate))
        .route("/orders", post().to(orders::create))
        .route("/orders", get().to(orders::list))
        .route("/orders/{id}", get().to(orders::fetch))
        .route("/orders/{id}/payments", get().to(orders::payments))
        .route("/payments", get().to(payments::list))
        .route("/payments/{id}", get().to(payments::fetch))
        .route("/payments/{id}/capture", post().to(payments::capture))
        .route("/payments/{id}/refund", post().to(refunds::create))
        .route("/payments/{id}/refunds", get().to(refunds::of_payment))
        .route("/payments/{id}/refunds/{refund}", get().to(refunds::fetch_of_payment))
        .route("/refunds", get().to(refunds::list))
        .route("/refunds/{id}", get().to(refunds::fetch))
        .default_service(web::to(nothing));
    let own = web::scope("/simulator")
        .wrap(from_fn(auth::authenticate))
        .route("/faults", get().to(admin::faults))
        .route("/faults", post().to(admin::change_faults))
        .route("/books", get().to(admin::books))
        .route("/payments", get().to(payments::list))
        .route("/pay", post().to(admin::pay))
        .route("/secrets/rotate", post().to(admin::rotate))
        .route("/drain", post().to(admin::drain))
        .default_service(web::to(nothing));
    config
        .app_data(web::Data::new(gateway.clone()))
        .app_data(web::PayloadConfig::new(gateway.config.limits.body))
        // Before the scope: people come here without the merchant's secret.
        .route("/v1/checkout/embedded", post().to(checkout::open))
        .route("/v1/checkout/embedded/page.css", get().to(checkout::style))
        .route("/v1/checkout/embedded/{id}", post().to(checkout::pay))
        .service(v1)
        .service(own)
        .default_service(web::to(nothing));
}

async fn nothing() -> Result<HttpResponse, Failed> {
    Err(Refusal::unknown_url().into())
}
