//! One question to a gateway and its answer, before anybody has read it.

use hyper::Method;
use hyper::body::Bytes;
use hyper::header::{HeaderName, HeaderValue};
use std::time::Duration;

/// What is asked.
#[derive(Clone, Debug)]
pub(super) struct Call {
    /// Its name in logs and metrics.
    pub(super) operation: &'static str,
    pub(super) method: Method,
    /// What follows the gateway's address, with its query.
    pub(super) path: String,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) body: Option<Body>,
    pub(super) effect: Effect,
}

/// A body as its bytes, so that a repeat sends the same ones.
#[derive(Clone, Debug)]
pub(super) struct Body {
    pub(super) content_type: HeaderValue,
    pub(super) bytes: Bytes,
}

/// What asking twice does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Nothing changes, however often it is asked.
    None,
    /// The gateway recognises the second time and does it once.
    Once,
}

/// What came back.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) retry_after: Option<Duration>,
    pub(super) body: Bytes,
}

impl Call {
    /// A question that changes nothing.
    pub(super) fn read(operation: &'static str, path: String) -> Self {
        Self { operation, method: Method::GET, path, headers: Vec::new(), body: None, effect: Effect::None }
    }

    /// A question with a body whose effect does not double.
    pub(super) fn once(operation: &'static str, path: String, body: Body) -> Self {
        Self { operation, method: Method::POST, path, headers: Vec::new(), body: Some(body), effect: Effect::Once }
    }
}
