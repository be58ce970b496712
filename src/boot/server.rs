//! Builds the parts and starts the listener; tests start the same server on port 0.

use super::{context, mail, simulator};
use crate::actor::Actors;
use crate::bus::{Drain, Fanout, ReturnWindow};
use crate::edge::http as edge;
use crate::edge::ws::{Admission, SocketWorker, on_connect};
use crate::gateway::supervisor::Supervisor;
use crate::service::Context;
use crate::service::accounts::api::Records;
use crate::service::ops::beat;
use crate::service::ops::presence::Doors;
use crate::service::ops::read_health::check_ready;
use crate::service::ops::vitals::{Course, Vitals};
use crate::settings::{HttpSettings, Settings};
use crate::telemetry::metric;
use actix_web::dev::ServerHandle;
use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer, web};
use anyhow::Context as _;
use metrics_exporter_prometheus::PrometheusHandle;
use secrecy::SecretString;
use socket2::SockRef;
use std::net::{SocketAddr, TcpListener};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

/// A server that accepts connections.
pub struct Running {
    address: SocketAddr,
    handle: ServerHandle,
    context: Context,
    admission: Arc<Admission>,
    simulated: Option<examhall_simulator::Running>,
}

impl Running {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it knows of itself.
    pub fn vitals(&self) -> &Vitals {
        &self.context.vitals
    }

    /// How browsers reach it.
    pub fn origin(&self) -> String {
        self.context.settings.http.origin()
    }

    /// Says when people may come, to a supervisor that waits for it.
    pub fn announce(&self, supervisor: Supervisor) {
        let cx = self.context.clone();
        let pause = Duration::from_millis(cx.settings.ops.probe_ms.unsigned_abs().max(1));
        actix_web::rt::spawn(async move {
            let mut looks = tokio::time::interval(pause);
            while check_ready(&cx).await.is_err() {
                looks.tick().await;
            }
            if let Err(error) = supervisor.say_ready() {
                tracing::warn!(%error, "the supervisor of this process does not hear that people may come");
            }
        });
    }

    /// Reports not ready, sends the sockets away in slices, lets requests finish, then stops.
    pub async fn drain(self) {
        let was_draining = self.context.vitals.is_draining();
        self.context.vitals.stop();
        if !was_draining {
            send_away(&self.context, &self.admission);
        }
        let patience = Duration::from_secs(self.context.settings.instance.drain_s);
        if tokio::time::timeout(patience, self.admission.emptied()).await.is_err() {
            tracing::warn!(sockets = self.admission.sockets(), "sockets are cut that did not leave in time");
        }
        self.handle.stop(true).await;
        if let Err(error) = beat::leave(&self.context).await {
            // Logged by the conversion; the others see for themselves that nothing is heard any more.
            let _refusal = error.into_refusal();
        }
        if let Some(simulated) = self.simulated {
            simulated.stop().await;
        }
    }
}

/// Starts everything.
///
/// # Errors
/// When a part cannot be built or the address is taken.
pub async fn start(mut settings: Settings) -> anyhow::Result<Running> {
    let listener = open(&settings.http)
        .with_context(|| format!("cannot listen on {} (set http.port or PORT)", settings.http.address()))?;
    let address = listener.local_addr()?;
    // With port 0 the system chose one; browsers name it in the origin they send.
    settings.http.port = address.port();
    let simulated = simulated_gateway(&mut settings, address).await?;
    let settings = Arc::new(settings);
    let metrics = metric::start().map_err(anyhow::Error::msg)?;
    let context = context::build(&settings).await?;
    mail::tell(&settings);
    let admission = Admission::new(&settings.socket);
    let records = context::records();
    let doors: Arc<dyn Doors> = admission.clone();
    let actors = Actors::start(&context, &records, &doors);
    let server = listen(&context, &actors, &records, &admission, metrics, listener)?;
    let handle = server.handle();
    actix_web::rt::spawn(server);
    actix_web::rt::spawn(follow_course(context.clone(), admission.clone()));
    tracing::info!(%address, "listening");
    Ok(Running { address, handle, context, admission, simulated })
}

/// Opens the port. Who has connected and is not yet accepted waits in a queue of the kernel's as long as the settings say,
/// where the standard library would have it short.
fn open(http: &HttpSettings) -> std::io::Result<TcpListener> {
    let listener = TcpListener::bind(http.address())?;
    SockRef::from(&listener).listen(i32::try_from(http.backlog).unwrap_or(i32::MAX))?;
    Ok(listener)
}

/// Does what an operator wants: the doors close and people are sent away, or the doors open again. The end of the process is
/// [`Running::drain`]'s.
async fn follow_course(cx: Context, admission: Arc<Admission>) {
    let mut course = cx.vitals.course();
    while course.changed().await.is_ok() {
        let now = *course.borrow_and_update();
        match now {
            Course::Serves => {
                admission.open();
                tracing::info!("an operator has put this instance back into service");
            }
            Course::Drains => {
                tracing::info!("an operator has taken this instance out of service");
                send_away(&cx, &admission);
            }
            Course::Stops => return,
        }
    }
}

/// Closes the doors and sends the sockets away in slices; returns at once.
fn send_away(cx: &Context, admission: &Admission) {
    admission.close();
    let (instance, socket) = (&cx.settings.instance, &cx.settings.socket);
    let window = ReturnWindow { min_ms: socket.drain_return_min_ms, max_ms: socket.drain_return_max_ms };
    let over = Duration::from_secs(instance.drain_s) / 2;
    cx.hub.drain(Drain { slices: socket.drain_slices, over, window });
}

/// The payment gateway that runs inside this process where gateways are simulated; the settings name it from then on, so that
/// it is spoken to like any other.
async fn simulated_gateway(
    settings: &mut Settings,
    server: SocketAddr,
) -> anyhow::Result<Option<examhall_simulator::Running>> {
    if !settings.payments.simulated {
        return Ok(None);
    }
    let running = simulator::start(settings, server).await?;
    let keys = running.keys();
    settings.razorpay.key_id = keys.key_id.clone();
    settings.razorpay.key_secret = SecretString::from(keys.key_secret.clone());
    settings.razorpay.webhook_secret = SecretString::from(keys.webhook_secret.clone());
    settings.razorpay.base_url = format!("{}/v1", running.origin()).parse().map_err(anyhow::Error::msg)?;
    tracing::info!(origin = running.origin(), "payments are simulated");
    Ok(Some(running))
}

fn listen(
    context: &Context,
    actors: &Actors,
    records: &Records,
    admission: &Arc<Admission>,
    metrics: PrometheusHandle,
    listener: TcpListener,
) -> anyhow::Result<actix_web::dev::Server> {
    let (http, socket) = (&context.settings.http, &context.settings.socket);
    let (shared, staff, doors, records) = (context.clone(), actors.clone(), admission.clone(), records.clone());
    let app = move || {
        // Runs once for each worker thread: its channels and sockets are its own.
        let fanout = Fanout::start(shared.hub.clone());
        let worker = Rc::new(SocketWorker::new(&shared.settings.socket, doors.clone(), fanout));
        App::new()
            .app_data(web::Data::new(worker))
            .app_data(web::Data::new(staff.clone()))
            .app_data(web::Data::new(shared.settings.clone()))
            .app_data(web::Data::new(shared.clone()))
            .app_data(web::Data::new(records.clone()))
            .app_data(web::Data::from(doors.clone()))
            .app_data(web::Data::new(metrics.clone()))
            .configure(|config| edge::routes(config, &shared.settings.instance))
            .wrap(from_fn(edge::packing::wrap))
            .wrap(from_fn(edge::envelope::wrap))
    };
    let server = HttpServer::new(app)
        .workers(http.worker_threads())
        .max_connections(http.connections_max)
        .keep_alive(Duration::from_secs(http.keep_alive_s))
        .client_request_timeout(Duration::from_secs(http.head_timeout_s))
        .shutdown_timeout(context.settings.instance.drain_s)
        .on_connect(on_connect(socket))
        .h1_write_buffer_size(socket.write_buffer_bytes)
        .disable_signals()
        .listen(listener)?;
    Ok(server.run())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::defaults;
    use std::net::TcpStream;

    /// Nobody waits long whom the queue has room for; whom it has not hears nothing.
    const PATIENCE: Duration = Duration::from_millis(250);

    fn waiting(backlog: u32, peers: usize) -> usize {
        let listener = open(&HttpSettings { port: 0, backlog, ..defaults().http }).unwrap();
        let address = listener.local_addr().unwrap();
        let peers: Vec<_> = (0..peers).map_while(|_| TcpStream::connect_timeout(&address, PATIENCE).ok()).collect();
        peers.len()
    }

    #[test]
    fn as_many_wait_to_be_accepted_as_the_settings_say() {
        // The kernel lets one more in.
        assert_eq!(waiting(2, 10), 3);
        assert_eq!(waiting(defaults().http.backlog, 300), 300);
    }
}
