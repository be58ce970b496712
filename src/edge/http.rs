//! HTTP: one route table, and the envelope that every request passes.

pub mod accounts;
pub mod assets;
pub mod auth;
pub mod body;
pub mod envelope;
pub mod etag;
pub mod exams;
pub mod failure;
pub mod health;
pub mod limit;
pub mod openapi;
pub mod ops;
pub mod packing;
pub mod pages;
pub mod payments;
pub mod picture;
pub mod query;
pub mod ratelimit;
pub mod reading;
pub mod register;
pub mod rooms;
pub mod route;
pub mod socket;
pub mod table;
pub mod text;

use crate::settings::{InstanceSettings, Role};
use actix_web::middleware::Compress;
use actix_web::web::{self, ServiceConfig};

/// The routes of an instance with these roles. What is not here is answered `not-found`.
pub fn routes(config: &mut ServiceConfig, instance: &InstanceSettings) {
    config
        .service(web::scope("/health").configure(health::routes))
        .route("/metrics", web::get().to(health::read_metrics))
        .configure(|config| table::routes(config, instance));
    if instance.has(Role::Web) {
        config
            .service(web::scope("/static").configure(assets::routes))
            .service(web::scope("").wrap(Compress::default()).configure(pages::routes));
    }
}
