//! Which address shows which page.

use super::assets;
use actix_web::web;

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
    ("/checkout", "checkout.html"),
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
        config.route(address, web::get().to(move || async move { assets::page(file) }));
    }
}
