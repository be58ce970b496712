//! Which address shows which page.

use super::assets;
use super::envelope;
use super::failure::Answer;
use crate::service::Context;
use crate::service::problem::ProblemType;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web;

const CHECKOUT: &str = "/checkout";

/// Address and file of every page.
pub const PAGES: [(&str, &str); 34] = [
    ("/", "index.html"),
    ("/exam", "exam.html"),
    ("/register", "register.html"),
    ("/sign-in", "sign-in.html"),
    ("/account", "account.html"),
    ("/second-factor", "second-factor.html"),
    ("/my-data", "my-data.html"),
    ("/erase-account", "erase-account.html"),
    ("/verify", "verify.html"),
    ("/reset", "reset.html"),
    ("/my", "my.html"),
    ("/room", "room.html"),
    ("/result", "result.html"),
    ("/verify-receipt", "verify-receipt.html"),
    ("/proctor", "proctor.html"),
    ("/author", "author.html"),
    ("/author/paper", "author-paper.html"),
    ("/sitting", "sitting.html"),
    ("/results", "results.html"),
    ("/marking", "marking.html"),
    (CHECKOUT, "checkout.html"),
    ("/order", "order.html"),
    ("/payments", "payments.html"),
    ("/receipt", "receipt.html"),
    ("/admin/payments", "admin-payments.html"),
    ("/admin/payments/order", "admin-order.html"),
    ("/admin/payments/access", "admin-access.html"),
    ("/admin/payments/queue", "admin-queue.html"),
    ("/admin/payments/reconciliation", "admin-reconciliation.html"),
    ("/admin/payments/prices", "admin-prices.html"),
    ("/status", "status.html"),
    ("/api/docs", "docs.html"),
    ("/parts", "parts.html"),
    ("/problems/{slug}", "problem.html"),
];

/// One route for each page, and one for the worker that keeps some of them.
pub fn routes(config: &mut web::ServiceConfig) {
    config.route("/sw.js", web::get().to(async || assets::worker()));
    for (address, file) in PAGES {
        if address != CHECKOUT {
            config.route(address, web::get().to(move || async move { assets::page(file) }));
        }
    }
    config.route(CHECKOUT, web::get().to(show_checkout));
}

/// The one page whose forms leave the house: for the checkouts of the gateways that are in use.
async fn show_checkout(cx: web::Data<Context>) -> Answer {
    let mut page = assets::page("checkout.html")?;
    let policy = envelope::policy_with_forms_to(cx.gateways.iter().map(|gateway| gateway.checkout_origin()));
    let policy = HeaderValue::from_str(&policy).map_err(|_| ProblemType::Internal)?;
    page.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok(page)
}
