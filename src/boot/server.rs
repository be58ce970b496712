//! Builds the parts and starts the listener; tests start the same server on port 0.

use super::context;
use crate::edge::http as edge;
use crate::service::Context;
use crate::settings::Settings;
use crate::telemetry::metric;
use actix_web::dev::ServerHandle;
use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer, web};
use anyhow::Context as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// A server that accepts connections.
pub struct Running {
    address: SocketAddr,
    handle: ServerHandle,
    instance: Arc<edge::health::Instance>,
}

impl Running {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Reports not ready, lets requests finish, then stops.
    pub async fn drain(self) {
        self.instance.drain();
        self.handle.stop(true).await;
    }
}

/// Starts everything.
///
/// # Errors
/// When a part cannot be built or the address is taken.
pub async fn start(mut settings: Settings) -> anyhow::Result<Running> {
    let listener = std::net::TcpListener::bind(settings.http.address())
        .with_context(|| format!("cannot listen on {} (set http.port or PORT)", settings.http.address()))?;
    let address = listener.local_addr()?;
    // With port 0 the system chose one; browsers name it in the origin they send.
    settings.http.port = address.port();
    let settings = Arc::new(settings);
    let metrics = metric::start().map_err(anyhow::Error::msg)?;
    let context = context::build(&settings).await?;
    context.store.migrate_up().await.context("the database cannot be migrated")?;
    let instance = Arc::new(edge::health::Instance::new(instance_id(&settings), metrics));
    let server = listen(&context, &instance, listener)?;
    let handle = server.handle();
    actix_web::rt::spawn(server);
    tracing::info!(%address, "listening");
    Ok(Running { address, handle, instance })
}

fn listen(
    context: &Context,
    instance: &Arc<edge::health::Instance>,
    listener: std::net::TcpListener,
) -> anyhow::Result<actix_web::dev::Server> {
    let (http, shared, state) = (&context.settings.http, context.clone(), instance.clone());
    let app = move || {
        App::new()
            .app_data(web::Data::new(shared.settings.clone()))
            .app_data(web::Data::new(shared.clone()))
            .app_data(web::Data::from(state.clone()))
            .configure(edge::routes)
            .wrap(from_fn(edge::envelope::wrap))
    };
    let server = HttpServer::new(app)
        .workers(http.worker_threads())
        .backlog(http.backlog)
        .max_connections(http.connections_max)
        .keep_alive(Duration::from_secs(http.keep_alive_s))
        .client_request_timeout(Duration::from_secs(http.head_timeout_s))
        .shutdown_timeout(context.settings.instance.drain_s)
        .disable_signals()
        .listen(listener)?;
    Ok(server.run())
}

fn instance_id(settings: &Settings) -> String {
    if settings.instance.id.is_empty() { uuid::Uuid::now_v7().to_string() } else { settings.instance.id.clone() }
}
