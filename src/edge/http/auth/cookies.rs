//! The two cookies: the session, and what the device remembers for the lock-out ladder.
//!
//! Over TLS their names begin with `__Host-`, so that no neighbouring host can set them (RFC 6265bis). They outlive the
//! session's longest life by a day, because an open attempt can keep a session alive beyond it; the store decides.

use crate::service::Context;
use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};

const SESSION: [&str; 2] = ["examhall", "__Host-examhall"];
const DEVICE: [&str; 2] = ["examhall-device", "__Host-examhall-device"];
const BEYOND_SESSION: Duration = Duration::DAY;

/// The session cookie of a request.
pub fn session(cx: &Context, request: &HttpRequest) -> Option<Cookie<'static>> {
    request.cookie(name(cx, SESSION))
}

/// The device cookie of a request.
pub fn device(cx: &Context, request: &HttpRequest) -> Option<Cookie<'static>> {
    request.cookie(name(cx, DEVICE))
}

/// Sets the session.
pub fn set_session(cx: &Context, token: String) -> Cookie<'static> {
    let life = Duration::seconds(cx.settings.accounts.session_s_max.into());
    cookie(cx, SESSION, token, life + BEYOND_SESSION)
}

/// Takes the session away.
pub fn clear_session(cx: &Context) -> Cookie<'static> {
    cookie(cx, SESSION, String::new(), Duration::ZERO)
}

/// Sets what the device remembers.
pub fn set_device(cx: &Context, token: String) -> Cookie<'static> {
    cookie(cx, DEVICE, token, Duration::seconds(cx.settings.accounts.device_s.into()))
}

fn name(cx: &Context, names: [&'static str; 2]) -> &'static str {
    names[usize::from(cx.settings.http.is_secure())]
}

fn cookie(cx: &Context, names: [&'static str; 2], value: String, life: Duration) -> Cookie<'static> {
    Cookie::build(name(cx, names), value)
        .path("/")
        .http_only(true)
        .secure(cx.settings.http.is_secure())
        .same_site(SameSite::Lax)
        .max_age(life)
        .finish()
}
