//! A server with one room and a conversation made for these tests.

use crate::bus::journal::MemoryJournal;
use actix_web::dev::ServerHandle;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, rt, web};
use bytes::Bytes;
use examhall::bus::{Channel, Hub, LocalBus, Seat};
use examhall::edge::ws::{
    Admission, CloseCause, Conversation, Entrant, InFlight, SocketHandle, SocketWorker, UpgradeRefused, on_connect,
};
use examhall::settings::{BusSettings, SocketSettings};
use examhall_domain::id::{AccountId, SittingId};
use std::cell::RefCell;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::rc::Rc;
use std::sync::Arc;
use tokio::runtime::Handle;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use uuid::Uuid;

pub struct Server {
    pub address: SocketAddr,
    pub hub: Arc<Hub>,
    pub journal: Arc<MemoryJournal>,
    pub admission: Arc<Admission>,
    pub room: SittingId,
    pub closed: UnboundedReceiver<CloseCause>,
    handle: ServerHandle,
}

impl Server {
    /// Rings the room's next event, whose payload is its number.
    pub async fn publish(&self) {
        self.hub.publish(self.journal.commit(self.room)).await;
    }

    /// The same, a thousand bytes long.
    pub async fn publish_long(&self) {
        self.hub.publish(self.journal.commit_long(self.room, 1_000)).await;
    }

    /// How a connection ended, as its conversation was told.
    pub async fn next_closed(&mut self) -> CloseCause {
        super::client::within(self.closed.recv()).await.unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
    }
}

/// Settings under which a well-behaved test is never limited by accident.
pub fn generous() -> SocketSettings {
    SocketSettings {
        anonymous_per_network_max: 10_000,
        anonymous_max: 10_000,
        hello_ms: 60_000,
        close_ms: 300,
        tick_ms: 10,
        ..SocketSettings::default()
    }
}

pub async fn start(settings: SocketSettings) -> Server {
    let journal = Arc::new(MemoryJournal::default());
    let bus = Arc::new(LocalBus::default());
    let hub = Hub::start(bus, journal.clone(), BusSettings::default(), Handle::current()).await;
    let admission = Admission::new(&settings);
    let room = SittingId(Uuid::now_v7());
    let (closes, closed) = unbounded_channel();
    let (app_hub, doors, connect) = (hub.clone(), admission.clone(), on_connect(&settings));
    let write_buffer = settings.write_buffer_bytes;
    let server = HttpServer::new(move || {
        let fanout = examhall::bus::Fanout::start(app_hub.clone());
        let worker = Rc::new(SocketWorker::new(&settings, doors.clone(), fanout));
        App::new()
            .app_data(worker)
            .app_data(web::Data::new((room, closes.clone())))
            .route("/ws", web::get().to(upgrade))
    })
    .workers(2)
    .on_connect(connect)
    .h1_write_buffer_size(write_buffer)
    .disable_signals()
    .bind((Ipv4Addr::LOCALHOST, 0))
    .unwrap();
    let address = server.addrs()[0];
    let server = server.run();
    let handle = server.handle();
    rt::spawn(server);
    Server { address, hub, journal, admission, room, closed, handle }
}

async fn upgrade(
    request: HttpRequest,
    payload: web::Payload,
    shared: web::Data<(SittingId, UnboundedSender<CloseCause>)>,
) -> HttpResponse {
    let worker = request.app_data::<Rc<SocketWorker>>().unwrap();
    let (room, closes) = (shared.0, shared.1.clone());
    let account = request.headers().get("x-account").map(|value| value.to_str().unwrap().parse().unwrap());
    let entrant = account.map_or(Entrant::Anonymous, Entrant::Account);
    let script =
        Script { worker: worker.clone(), room, closes, socket: None, held: Rc::default(), working: Vec::new() };
    let peer = IpAddr::V4(Ipv4Addr::LOCALHOST);
    worker.upgrade(&request, payload, peer, entrant, script).unwrap_or_else(|refused| match refused {
        UpgradeRefused::Draining | UpgradeRefused::Full | UpgradeRefused::TooManyAtOnce(_) => {
            HttpResponse::ServiceUnavailable().finish()
        }
        UpgradeRefused::TooManyAnonymous => HttpResponse::TooManyRequests().finish(),
        UpgradeRefused::Origin(_) => HttpResponse::Forbidden().finish(),
        UpgradeRefused::Subprotocol | UpgradeRefused::Handshake => HttpResponse::BadRequest().finish(),
    })
}

/// Does what a client's text says.
struct Script {
    worker: Rc<SocketWorker>,
    room: SittingId,
    closes: UnboundedSender<CloseCause>,
    socket: Option<SocketHandle>,
    held: Rc<RefCell<Option<Seat>>>,
    working: Vec<InFlight>,
}

impl Conversation for Script {
    fn opened(&mut self, socket: SocketHandle) {
        self.socket = Some(socket);
    }

    fn text(&mut self, text: Bytes) {
        let socket = self.socket.clone().unwrap();
        match &text[..] {
            b"join" => self.join(socket),
            b"work" => self.working.extend(socket.begin_request()),
            b"burst" => (0..60).for_each(|number: i64| socket.send(number.to_string().as_bytes())),
            b"hello" => drop(socket.sign_in(AccountId(Uuid::nil()))),
            b"flood" => (0..200).for_each(|_| socket.send(&[b'x'; 1_000])),
            echo => socket.send(echo),
        }
    }

    fn closed(&mut self, why: CloseCause) {
        self.held.borrow_mut().take();
        // A test that is over listens no more.
        self.closes.send(why).ok();
    }
}

impl Script {
    fn join(&self, socket: SocketHandle) {
        let (fanout, held, channel) = (self.worker.fanout().clone(), self.held.clone(), Channel::Room(self.room));
        rt::spawn(async move {
            let seat = fanout.join(channel, socket.outbox()).await.unwrap();
            let after = fanout.hub().head(match channel {
                Channel::Room(room) => room,
                _ => unreachable!(),
            });
            socket.send(b"joined");
            seat.release(after.unwrap().offset);
            *held.borrow_mut() = Some(seat);
        });
    }
}
