//! The handshake and the connection's actor; the only file that names `actix-web-actors`.
//!
//! The library starts one actor for each socket, inside the response body; it owns the conversation and ends with the
//! connection. Nobody restarts it: the client comes back on a new socket.

use super::admission::{Admission, Entrant, NoTicket};
use super::body::SocketBody;
use super::guard::Guard;
use super::options::Link;
use super::origin::{OriginRefused, check_origin};
use super::sockets::{Socket, SocketHandle};
use super::wheel::Wheel;
use crate::bus::{CloseCode, Ending, Fanout, Frame};
use crate::settings::SocketSettings;
use actix::{Actor, StreamHandler};
use actix_http::ws::Item;
use actix_web::body::MessageBody;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use actix_web_actors::ws;
use bytes::{Bytes, BytesMut};
use std::mem;
use std::net::IpAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

/// The subprotocol that a client has to offer.
pub const SUBPROTOCOL: &str = "examhall.v1";

/// What is said over one socket. Called on the socket's thread; work that waits is the conversation's to spawn.
pub trait Conversation: Unpin + 'static {
    /// The socket is open; called once, first.
    fn opened(&mut self, socket: SocketHandle);

    /// A whole text message, valid UTF-8.
    fn text(&mut self, text: Bytes);

    /// The connection is gone; called once, last.
    fn closed(&mut self, why: CloseCause);
}

/// How a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseCause {
    /// The client closed it, with this code.
    Peer(Option<u16>),
    /// We closed it.
    Server(CloseCode),
    /// It broke, or the client fell silent.
    Lost,
}

/// Why a request was not upgraded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UpgradeRefused {
    /// 503: another instance takes the client.
    #[error("this instance is draining")]
    Draining,
    /// 503.
    #[error("this instance has as many connections as it may")]
    Full,
    /// 503.
    #[error("more come at once than are let in each second")]
    TooManyAtOnce(Duration),
    /// 429.
    #[error("too many connections from here have not signed in")]
    TooManyAnonymous,
    /// 403.
    #[error(transparent)]
    Origin(#[from] OriginRefused),
    /// 400.
    #[error("the client does not offer the subprotocol {SUBPROTOCOL}")]
    Subprotocol,
    /// 400.
    #[error("the request is not a WebSocket handshake")]
    Handshake,
}

/// One worker thread's sockets; made once for each worker, in the server's factory.
pub struct SocketWorker {
    settings: Rc<SocketSettings>,
    admission: Arc<Admission>,
    fanout: Rc<Fanout>,
    wheel: Rc<Wheel>,
}

impl SocketWorker {
    /// For the present thread.
    pub fn new(settings: &SocketSettings, admission: Arc<Admission>, fanout: Rc<Fanout>) -> Self {
        Self { settings: Rc::new(settings.clone()), admission, fanout, wheel: Wheel::new(settings.tick()) }
    }

    /// This thread's channels.
    pub fn fanout(&self) -> &Rc<Fanout> {
        &self.fanout
    }

    /// Answers a handshake and starts the conversation. `peer` is the client's own address, whatever proxies are between.
    ///
    /// # Errors
    /// When the request may not be upgraded.
    pub fn upgrade(
        &self,
        request: &HttpRequest,
        payload: web::Payload,
        peer: IpAddr,
        entrant: Entrant,
        conversation: impl Conversation,
    ) -> Result<HttpResponse, UpgradeRefused> {
        check_origin(request.headers(), &self.settings.origins)?;
        if !offers_subprotocol(request) {
            return Err(UpgradeRefused::Subprotocol);
        }
        ws::handshake(request).map_err(|_| UpgradeRefused::Handshake)?;
        let ticket = self.admission.enter(peer, entrant).map_err(UpgradeRefused::from)?;
        let link = request.conn_data::<Link>().and_then(Link::take).ok_or(UpgradeRefused::Full)?;
        link.bound_receiving(self.settings.unread_bytes_max);
        let list = |outbox: &_| self.fanout.list(outbox);
        let socket = Socket::open(&self.settings, &self.wheel, link, ticket, peer, list);
        let connection = Connection { socket: socket.clone(), conversation, fragments: BytesMut::new() };
        ws::WsResponseBuilder::new(connection, request, Guard::new(payload, socket.clone()))
            .protocols(&[SUBPROTOCOL])
            .frame_size(self.settings.message_bytes_max)
            .start()
            .map(|response| response.map_body(|_, body| SocketBody::new(body, socket).boxed()))
            .map_err(|_| UpgradeRefused::Handshake)
    }
}

impl From<NoTicket> for UpgradeRefused {
    fn from(why: NoTicket) -> Self {
        match why {
            NoTicket::Draining => Self::Draining,
            NoTicket::Full => Self::Full,
            NoTicket::TooManyAnonymous => Self::TooManyAnonymous,
            NoTicket::TooManyAtOnce(wait) => Self::TooManyAtOnce(wait),
        }
    }
}

fn offers_subprotocol(request: &HttpRequest) -> bool {
    request
        .headers()
        .get_all(header::SEC_WEBSOCKET_PROTOCOL)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|offered| offered.trim() == SUBPROTOCOL)
}

struct Connection<C> {
    socket: Rc<Socket>,
    conversation: C,
    fragments: BytesMut,
}

impl<C: Conversation> Actor for Connection<C> {
    type Context = ws::WebsocketContext<Self>;

    fn started(&mut self, _: &mut Self::Context) {
        self.conversation.opened(SocketHandle::of(&self.socket));
    }

    fn stopped(&mut self, _: &mut Self::Context) {
        self.conversation.closed(match self.socket.outbox.ending() {
            Ending::Closed(code) => CloseCause::Server(code),
            Ending::Answered(code) => CloseCause::Peer(code),
            Ending::Open | Ending::Gone => CloseCause::Lost,
        });
    }
}

impl<C: Conversation> StreamHandler<Result<ws::Message, ws::ProtocolError>> for Connection<C> {
    fn handle(&mut self, message: Result<ws::Message, ws::ProtocolError>, _: &mut Self::Context) {
        match message {
            Ok(ws::Message::Text(text)) => self.conversation.text(text.into_bytes()),
            Ok(ws::Message::Continuation(item)) => self.assemble(item),
            Ok(ws::Message::Ping(payload)) => self.socket.outbox.push(&Frame::pong(&payload)),
            Ok(ws::Message::Pong(_) | ws::Message::Nop) => {}
            Ok(ws::Message::Close(reason)) => self.socket.hear_close(reason.map(|reason| reason.code.into())),
            Ok(ws::Message::Binary(_)) | Err(_) => self.refuse(),
        }
    }
}

impl<C: Conversation> Connection<C> {
    fn assemble(&mut self, item: Item) {
        match item {
            Item::FirstText(bytes) => self.fragments = BytesMut::from(&bytes[..]),
            Item::Continue(bytes) => self.fragments.extend_from_slice(&bytes),
            Item::Last(bytes) => {
                self.fragments.extend_from_slice(&bytes);
                let message = mem::take(&mut self.fragments).freeze();
                match std::str::from_utf8(&message) {
                    Ok(_) => self.conversation.text(message),
                    Err(_) => self.refuse(),
                }
            }
            Item::FirstBinary(_) => self.refuse(),
        }
    }

    fn refuse(&self) {
        self.socket.outbox.close(CloseCode::ProtocolError, None);
    }
}
