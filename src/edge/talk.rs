//! What is said over a socket: frames become requests, requests are answered once each.
//!
//! The conversation holds who speaks and where they have joined; it decides nothing. Every operation stands in one table,
//! [`operations::OPS`], with who may ask for it.

mod attempt_ops;
mod chat_ops;
mod desk_ops;
mod frame;
mod join;
pub mod operations;
mod proctor_ops;
mod sign_in;
mod speaker;

use crate::edge::ws::{CloseCause, Conversation, SocketHandle};
use crate::service::problem::Refusal;
use crate::service::{Answer, Error, texts};
use actix_web::rt;
use bytes::Bytes;
use serde_json::value::RawValue;
use speaker::Speaker;
use std::rc::Rc;
use tracing::{Instrument, Span};

pub use speaker::Opening;

/// One socket's conversation.
pub struct Talk {
    opening: Option<Opening>,
    speaker: Option<Rc<Speaker>>,
}

impl Talk {
    /// A conversation that has not begun.
    pub fn new(opening: Opening) -> Self {
        Self { opening: Some(opening), speaker: None }
    }
}

impl Conversation for Talk {
    fn opened(&mut self, socket: SocketHandle) {
        let Some(opening) = self.opening.take() else { return };
        let token = opening.token.clone();
        let speaker = Rc::new(Speaker::new(opening, socket));
        self.speaker = Some(speaker.clone());
        if let Some(token) = token {
            let span = span(&speaker);
            let work = async move {
                if let Err(error) = sign_in::sign_in(&speaker, &token).await {
                    // The close has said it; a fault is logged by the conversion.
                    let _refusal = error.into_refusal();
                }
            };
            rt::spawn(work.instrument(span));
        }
    }

    fn text(&mut self, text: Bytes) {
        let Some(speaker) = self.speaker.clone() else { return };
        let Some(in_flight) = speaker.socket.begin_request() else { return };
        // Taken here, not when the work begins: this is when the server has it.
        let received_at = speaker.cx.clock.now();
        let span = span(&speaker);
        let work = async move {
            let (id, answer) = operations::answer(&speaker, &text, received_at).await;
            reply(&speaker, id, answer);
            drop(in_flight);
        };
        rt::spawn(work.instrument(span));
    }

    fn closed(&mut self, _: CloseCause) {
        if let Some(speaker) = self.speaker.take() {
            speaker.leave_all();
        }
    }
}

/// Every line of a socket bears the id of its handshake; of the highest level, so that no filter takes it away.
fn span(speaker: &Speaker) -> Span {
    tracing::error_span!("message", request_id = %speaker.request_id, socket = speaker.socket.id())
}

fn reply(speaker: &Speaker, id: Option<u64>, answer: Answer<Box<RawValue>>) {
    let frame = match answer {
        Ok(ok) => serde_json::to_vec(&frame::Reply { re: id, ok }),
        Err(error) => serde_json::to_vec(&frame::Failed { re: id, error: problem(speaker, error) }),
    };
    match frame {
        Ok(frame) => speaker.socket.send(&frame),
        Err(why) => unreachable!("replies are plain data: {why}"),
    }
}

fn problem(speaker: &Speaker, error: Error) -> serde_json::Value {
    let refusal: Refusal = error.into_refusal();
    texts::problem(speaker.locale, &refusal, &speaker.request_id)
}
