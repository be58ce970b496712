//! Which address shows which page.

use super::assets;
use super::assets::frame::{Page, Rooms};
use super::envelope;
use super::failure::Answer;
use super::reading::reading;
use crate::service::Context;
use crate::service::problem::ProblemType;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web;

const CHECKOUT: &str = "/checkout";
const ACCOUNT: &str = "style/account.css";
const AUTHOR: &str = "style/author.css";
const DESK: &str = "style/proctor.css";
const LISTS: &str = "style/lists.css";
const MARKING: &str = "style/marking.css";
const PAPER: &str = "style/paper.css";
const PRINT: &str = "style/print.css";
const ROOM: &str = "style/room.css";
const SALE: &str = "style/payments.css";

/// Address and contents of every page.
pub const PAGES: [(&str, Page); 34] = [
    ("/", Page::new("page.catalogue.title", "pages/catalogue.js", &[LISTS])),
    ("/exam", Page::new("page.exam.title", "pages/exam.js", &[LISTS, SALE])),
    ("/register", Page::new("page.register.title", "pages/register.js", &[LISTS])),
    ("/sign-in", Page::new("page.sign_in.title", "pages/sign-in.js", &[LISTS])),
    ("/account", Page::new("page.account.title", "pages/account.js", &[LISTS, ACCOUNT])),
    ("/second-factor", Page::new("page.second_factor.title", "pages/second-factor.js", &[LISTS, ACCOUNT, PRINT])),
    ("/my-data", Page::new("page.data.title", "pages/my-data.js", &[LISTS])),
    ("/erase-account", Page::new("page.erase.title", "pages/erase-account.js", &[LISTS])),
    ("/verify", Page::new("page.confirm.title", "pages/verify.js", &[LISTS])),
    ("/reset", Page::new("page.reset.title", "pages/reset.js", &[LISTS])),
    ("/my", Page::new("page.my.title", "pages/my.js", &[LISTS])),
    ("/room", Page::new("room.title", "pages/room.js", &[ROOM])),
    ("/result", Page::new("page.result.title", "pages/result.js", &[LISTS, PRINT])),
    ("/verify-receipt", Page::new("page.verify.title", "pages/verify-receipt.js", &[LISTS])),
    ("/proctor", Page::new("proctor.title", "pages/proctor.js", &[LISTS, DESK])),
    ("/author", Page::new("page.author.title", "pages/author.js", &[LISTS, AUTHOR, ROOM])),
    ("/author/paper", Page::new("page.paper.title", "pages/author-paper.js", &[LISTS, AUTHOR, PAPER, ROOM])),
    ("/sitting", Page::new("page.sitting.title", "pages/sitting.js", &[LISTS, AUTHOR])),
    ("/results", Page::new("page.results.title", "pages/results.js", &[LISTS])),
    ("/marking", Page::new("page.marking.title", "pages/marking.js", &[LISTS, MARKING])),
    (CHECKOUT, Page::new("page.checkout.title", "pages/checkout.js", &[LISTS, SALE])),
    ("/order", Page::new("page.order.title", "pages/order.js", &[LISTS, SALE])),
    ("/payments", Page::new("page.payments.title", "pages/payments.js", &[LISTS, SALE])),
    ("/receipt", Page::new("page.bill.title", "pages/receipt.js", &[LISTS, SALE, PRINT])),
    ("/admin/payments", Page::new("page.admin.title", "pages/admin-payments.js", &[LISTS, SALE])),
    ("/admin/payments/order", Page::new("page.admin.order", "pages/admin-order.js", &[LISTS, SALE])),
    ("/admin/payments/access", Page::new("page.admin.access", "pages/admin-access.js", &[LISTS, SALE])),
    ("/admin/payments/queue", Page::new("page.admin.queue", "pages/admin-queue.js", &[LISTS, SALE])),
    (
        "/admin/payments/reconciliation",
        Page::new("page.admin.reconciliation", "pages/admin-reconciliation.js", &[LISTS, SALE]),
    ),
    ("/admin/payments/prices", Page::new("page.admin.prices", "pages/admin-prices.js", &[LISTS, SALE])),
    ("/status", Page::new("page.status.title", "pages/status.js", &[LISTS])),
    ("/api/docs", Page::new("page.docs.title", "pages/docs.js", &[LISTS])),
    ("/parts", Page::new("page.parts.title", "pages/parts.js", &[LISTS, SALE, AUTHOR, ACCOUNT, ROOM, DESK])),
    ("/problems/{slug}", Page::new("page.problem.title", "pages/problem.js", &[LISTS])),
];

/// One route for each page, and one for the worker that keeps some of them.
pub fn routes(config: &mut web::ServiceConfig) {
    config.route("/sw.js", reading().to(async || assets::worker()));
    for (address, page) in PAGES {
        if address == CHECKOUT {
            config.route(CHECKOUT, reading().to(move |cx| show_checkout(page, cx)));
        } else {
            config.route(address, reading().to(move |cx| show(page, cx)));
        }
    }
}

async fn show(page: Page, cx: web::Data<Context>) -> Answer {
    assets::page(page, Rooms::from(&cx.settings.socket))
}

/// The one page whose forms leave the house: for the checkouts of the gateways that are in use.
async fn show_checkout(page: Page, cx: web::Data<Context>) -> Answer {
    let mut page = assets::page(page, Rooms::from(&cx.settings.socket))?;
    let policy = envelope::policy_with_forms_to(cx.gateways.iter().map(|gateway| gateway.checkout_origin()));
    let policy = HeaderValue::from_str(&policy).map_err(|_| ProblemType::Internal)?;
    page.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok(page)
}
