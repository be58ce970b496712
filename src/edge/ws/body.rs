//! The body of an upgraded response: first what the library's actor has to say, then the socket's outbox.
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

    fn poll_actor(&mut self, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        let Some(actor) = &mut self.actor else { return Poll::Ready(None) };
        match Pin::new(actor).poll_next(cx) {
            Poll::Ready(Some(Ok(bytes))) => Poll::Ready(Some(bytes)),
            Poll::Ready(Some(Err(_)) | None) => {
                self.actor = None;
                Poll::Ready(None)
            }
            Poll::Pending => Poll::Pending,
        }
    }

    fn poll_outbox(&mut self, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        match self.socket.outbox.poll_take(cx) {
            Poll::Ready(Outgoing::Frame(bytes)) => Poll::Ready(Some(bytes)),
            Poll::Ready(Outgoing::Last(bytes)) => {
                self.state = State::Closing;
                Poll::Ready(Some(bytes))
            }
            Poll::Pending if self.actor.is_none() => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    }

    fn poll_close(&mut self, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        if self.socket.peer_closed() || self.actor.is_none() {
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
        let polled = match (this.poll_actor(cx), this.state) {
            (Poll::Ready(Some(bytes)), _) => Poll::Ready(Some(bytes)),
            (_, State::Flowing) => this.poll_outbox(cx),
            (_, State::Closing) => this.poll_close(cx),
            (_, State::Ending) => {
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
