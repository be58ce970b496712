//! Every page, on a telephone and at a desk, by day and by night.

use crate::browser::{Browser, Device, Theme};
use crate::driver::Driver;
use crate::server::Server;
use serde_json::json;

/// What a visitor may open without signing in, with something that is there once the page is drawn.
const PUBLIC: [(&str, &str, &str); 9] = [
    ("catalogue", "/", "search"),
    ("register", "/register", "register-submit"),
    ("sign-in", "/sign-in", "sign-in-submit"),
    ("reset", "/reset", "ask-reset-submit"),
    ("verify", "/verify", ".empty-state"),
    ("parts", "/parts", "open-dialog"),
    ("reference", "/api/docs", "operation"),
    ("verify-receipt", "/verify-receipt", "verify"),
    ("problem", "/problems/session-ended", "main h1"),
];

/// What somebody with every role may open. Each first shows a list or says that there is nothing yet.
const OWN: [(&str, &str, &str); 10] = [
    ("my-exams", "/my", ".empty-state"),
    ("account", "/account", "session"),
    ("rooms", "/proctor", "main h1"),
    ("authored", "/author", "create-exam-submit"),
    ("no-room", "/room", ".empty-state"),
    ("no-exam", "/exam?id=none", ".banner.bad"),
    ("no-results", "/results", ".empty-state"),
    ("no-sitting", "/sitting", ".empty-state"),
    ("no-marking", "/marking", ".empty-state"),
    ("no-result", "/result?attempt=none", ".banner.bad"),
];
/// What only an operator may open.
const STATUS: [(&str, &str, &str); 1] = [("status", "/status", "[data-testid=numbers] dl")];
const ADMIN: &str = "admin@demo.examhall.test";

/// Looks at pages in every light and size.
async fn inspects_all(browser: &Browser, pages: &[(&str, &str, &str)]) {
    let mut faults = Vec::new();
    for (device, theme) in looks() {
        browser.look(device, theme).await;
        for (name, address, sign) in pages {
            browser.go(address).await;
            browser.sees(sign).await;
            faults.append(&mut browser.faults(&format!("{name}-{device:?}-{theme:?}").to_lowercase()).await);
        }
    }
    assert_eq!(faults, [""; 0]);
}

fn looks() -> [(Device, Theme); 4] {
    [
        (Device::Desk, Theme::Light),
        (Device::Desk, Theme::Dark),
        (Device::Telephone, Theme::Light),
        (Device::Telephone, Theme::Dark),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn visitors_can_read_every_public_page_on_every_device() {
    let server = Server::start(&[]).await;
    let driver = Driver::start();
    let visitor = Browser::open(&driver, &server, "visitor", "en", None).await;
    inspects_all(&visitor, &PUBLIC).await;
    // A window that is open for months was counted in hours: 8760:07:15.
    visitor.go("/parts").await;
    visitor.reads("time-left", "90 days left").await;
    visitor.is_calm(&["/api/auth/me"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn those_who_signed_in_can_read_their_pages_on_every_device() {
    let server = Server::start(&[]).await;
    let driver = Driver::start();
    let admin = admin(&driver, &server).await;
    inspects_all(&admin, &OWN).await;
    admin.is_calm(&["/api/auth/me", "/api/exams/none", "/api/attempts/none"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_can_read_the_status_on_every_device() {
    let server = Server::start(&[]).await;
    let driver = Driver::start();
    let admin = admin(&driver, &server).await;
    inspects_all(&admin, &STATUS).await;
    admin.is_calm(&["/api/auth/me"]).await;
}

async fn admin(driver: &Driver, server: &Server) -> Browser {
    let admin = Browser::open(driver, server, "admin", "en", None).await;
    admin.go("/sign-in").await;
    admin.writes("field-email", ADMIN).await;
    admin.writes("field-password", &server.demo_password(ADMIN)).await;
    admin.presses("sign-in-submit").await;
    admin.arrives("/my").await;
    admin
}

/// What a page must not be, and what is then said of it.
const WRONG: [(&str, &str); 9] = [
    ("<div style='width: 3000px'>wide</div>", "px wide in 1280 px"),
    ("<h1>Again</h1>", "2 main headings"),
    ("<p id='twice'>a</p><p id='twice'>b</p>", "the id twice is given twice"),
    ("<button type='button'></button>", "has no name"),
    ("<input>", "has no label"),
    ("<p>page.never.written</p>", "shows the key"),
    ("<p>Dear {name}</p>", "shows \"{name}\""),
    ("<small>small</small>", "px high"),
    ("<p><font color='#cccccc'>pale</font></p>", "has a contrast of"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_with_faults_is_told_apart() {
    let server = Server::start(&[("EXAMHALL__DEMO__ENABLED", "false")]).await;
    let driver = Driver::start();
    let visitor = Browser::open(&driver, &server, "critic", "en", None).await;
    for (markup, told) in WRONG {
        visitor.go("/sign-in").await;
        visitor.sees("sign-in-submit").await;
        visitor.script(ADD, vec![json!(markup)]).await;
        let faults = visitor.faults("wrong").await;
        assert!(faults.iter().any(|fault| fault.contains(told)), "{markup} gave {faults:?}");
    }
    visitor.script("console.error('told')", Vec::new()).await;
    let complaints = visitor.complaints().await;
    for expected in ["told", "Content Security Policy"] {
        assert!(complaints.iter().any(|one| one.contains(expected)), "{expected}: {complaints:?}");
    }
}

/// Puts markup into the page; widths are set behind the back of the security policy, which refuses them in markup.
const ADD: &str = "
    const place = document.querySelector('main');
    place.insertAdjacentHTML('beforeend', arguments[0]);
    const width = arguments[0].match(/width: (\\d+px)/);
    if (width) place.lastElementChild.style.width = width[1];";
