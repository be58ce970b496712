//! The body of an upgraded response: the socket's outbox, and the library's actor, which lives in here and says nothing.
//!
//! The dispatcher takes from here until nothing is left and writes once, so that frames which wait together leave together.
//! It also ends the connection in order: after our close frame is written and the peer's has come, the stream is ended from
//! our side, as RFC 6455 (section 7.1.1) asks of a server.

use super::sockets::Socket;
use crate::bus::Outgoing;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use bytes::Bytes;
use std::error::Error;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// What is written to one socket.
pub(super) struct SocketBody {
    actor: Option<BoxBody>,
    socket: Rc<Socket>,
    state: State,
}

#[derive(Clone, Copy)]
enum State {
    /// Frames are written.
    Flowing,
    /// Our close frame has been given to the dispatcher; the peer's is awaited.
    Closing,
    /// Everything has been written: the stream ends.
    Ending,
}

impl SocketBody {
    /// Around the body that the library made.
    pub(super) fn new(actor: BoxBody, socket: Rc<Socket>) -> Self {
        Self { actor: Some(actor), socket, state: State::Flowing }
    }

    /// Lets the actor work; says whether it has ended.
    fn actor_ended(&mut self, cx: &mut Context<'_>) -> bool {
        if let Some(actor) = &mut self.actor {
            match Pin::new(actor).poll_next(cx) {
                Poll::Pending => return false,
                Poll::Ready(Some(Err(_)) | None) => self.actor = None,
                Poll::Ready(Some(Ok(_))) => unreachable!("the conversation writes to the outbox alone"),
            }
        }
        true
    }

    fn poll_outbox(&mut self, cx: &mut Context<'_>) -> Poll<Bytes> {
        self.socket.outbox.poll_take(cx).map(|outgoing| match outgoing {
            Outgoing::Frame(bytes) => bytes,
            Outgoing::Last(bytes) => {
                self.state = State::Closing;
                bytes
            }
        })
    }

    /// The outbox comes first: the actor reads on only when everything it caused is on its way, so that a client which sends
    /// faster than it reads holds up itself and overflows nothing.
    fn poll_flowing(&mut self, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        if let Poll::Ready(bytes) = self.poll_outbox(cx) {
            return Poll::Ready(Some(bytes));
        }
        let ended = self.actor_ended(cx);
        match self.poll_outbox(cx) {
            Poll::Ready(bytes) => Poll::Ready(Some(bytes)),
            Poll::Pending if ended => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    }

    fn poll_close(&mut self, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        if self.actor_ended(cx) || self.socket.peer_closed() {
            // One turn more, in which the dispatcher writes what it was given.
            self.state = State::Ending;
            cx.waker().wake_by_ref();
        }
        Poll::Pending
    }
}

impl MessageBody for SocketBody {
    type Error = Box<dyn Error>;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let this = self.get_mut();
        let polled = match this.state {
            State::Flowing => this.poll_flowing(cx),
            State::Closing => this.poll_close(cx),
            State::Ending => {
                this.socket.link.end_writing();
                Poll::Ready(None)
            }
        };
        polled.map(|bytes| bytes.map(Ok))
    }
}

impl Drop for SocketBody {
    fn drop(&mut self) {
        self.socket.gone();
    }
}
