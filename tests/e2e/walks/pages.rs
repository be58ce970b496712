//! Every page with what it is there for, on a telephone and at a desk, by day and by night, in the language of the longer
//! words.

mod shop;
mod stage;

use crate::browser::{Browser, Device, Theme};
use crate::driver::Driver;
use crate::server::Server;
use examhall::edge::http::pages::PAGES;
use serde_json::json;
use stage::Stage;

/// As whom a page is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Visitor,
    Student,
    Author,
    Proctor,
    Admin,
}

/// A name for pictures, who looks, the address, what they press one after the other, and what is there at the end.
type View = (&'static str, Who, &'static str, &'static [&'static str], &'static str);

const VIEWS: [View; 64] = [
    ("catalogue", Who::Visitor, "/", &[], "exam-card"),
    ("exam", Who::Visitor, "/exam?id={exam}", &[], "sitting"),
    ("no-exam", Who::Visitor, "/exam?id=none", &[], ".banner.bad"),
    ("register", Who::Visitor, "/register", &["register-submit"], "error-summary"),
    ("sign-in", Who::Visitor, "/sign-in", &[], "sign-in-submit"),
    ("reset", Who::Visitor, "/reset", &[], "ask-reset-submit"),
    ("new-password", Who::Visitor, "/reset?token=none", &[], "set-password-submit"),
    ("verify", Who::Visitor, "/verify", &[], ".empty-state"),
    ("problem", Who::Visitor, "/problems/session-ended", &[], "main h1"),
    ("problems", Who::Visitor, "/problems/all", &[], "main table"),
    ("reference", Who::Visitor, "/api/docs", &["operation"], "[data-testid=operation][open] table"),
    // A window that is open for months was counted in hours: 8760:07:15.
    ("parts", Who::Visitor, "/parts", &[], "//*[@data-testid='time-left'][contains(., '90 jours')]"),
    ("dialog", Who::Visitor, "/parts", &["open-dialog"], "dialog"),
    ("my-exams", Who::Student, "/my", &[], "my-exam"),
    ("account", Who::Student, "/account", &[], "session"),
    ("second-factor", Who::Student, "/second-factor", &[], "begin-submit"),
    ("my-data", Who::Student, "/my-data", &[], "export-submit"),
    ("erase-account", Who::Student, "/erase-account", &[], "erase-submit"),
    ("lobby", Who::Student, "/room?sitting={lobby}", &[], "device-summary"),
    ("other-device", Who::Student, "/room?sitting={room}", &[], "take-over"),
    ("writing", Who::Student, "/room?sitting={room}", &["take-over"], "question-heading"),
    ("talking", Who::Student, "/room?sitting={room}", &["talk"], "chat-list"),
    ("no-room", Who::Student, "/room", &[], "main [role=status]"),
    ("result", Who::Student, "/result?attempt={attempt}", &[], "score"),
    ("verify-receipt", Who::Student, "/verify-receipt?attempt={attempt}", &[], "finding"),
    ("rooms", Who::Proctor, "/proctor", &[], "room-link"),
    ("desk", Who::Proctor, "/proctor?room={room}", &["roster-tile", "selected-extend"], "selected-reason"),
    ("student", Who::Proctor, "/proctor?room={room}", &[".tile-open"], "chat-text"),
    ("authored", Who::Author, "/author", &[], "authored"),
    ("authored-exam", Who::Author, "/author?exam={exam}", &[], "step-publish"),
    (
        "import",
        Who::Author,
        "/author?exam={exam}&view=import",
        &["import-submit"],
        "[data-testid=import-report] .banner",
    ),
    ("pictures", Who::Author, "/author?exam={exam}&view=pictures", &[], "remove-picture"),
    ("paper", Who::Author, "/author/paper?exam={exam}", &[], "paper-totals"),
    ("bank", Who::Author, "/author?exam={exam}&view=bank", &[], "question"),
    ("question", Who::Author, "/author?exam={exam}&question={question}", &["show-preview"], "try"),
    ("new-question", Who::Author, "/author?exam={exam}&question=new", &["question-submit"], "error-summary"),
    ("history", Who::Author, "/author?exam={exam}&question={question}&view=history", &["changes"], "difference-text"),
    ("plan", Who::Author, "/sitting?exam={exam}", &["schedule-submit"], "error-summary"),
    ("sitting", Who::Author, "/sitting?id={lobby}", &["[data-testid=enrol-list] summary"], "enrolled-row"),
    ("no-sitting", Who::Author, "/sitting", &[], ".empty-state"),
    ("results", Who::Author, "/results?sitting={sitting}", &[], "facility"),
    ("which-results", Who::Author, "/results", &[], ".empty-state"),
    ("to-mark", Who::Author, "/marking?sitting={sitting}", &[], "question-to-mark"),
    ("marking", Who::Author, "/marking?sitting={sitting}&question={essay}", &["save-mark"], ".field-error"),
    (
        "rubric",
        Who::Author,
        "/marking?sitting={sitting}&question={essay}&edit=rubric",
        &["rubric-submit"],
        "error-summary",
    ),
    ("asked-to-mark", Who::Author, "/marking", &[], ".empty-state"),
    ("price", Who::Student, "/exam?id={priced}", &[], "renewal"),
    ("checkout", Who::Student, "/checkout?exam={priced}", &[], "pay"),
    ("which-checkout", Who::Student, "/checkout", &[], ".empty-state"),
    ("order", Who::Student, "/order?id={open}", &[], "waiting-for"),
    ("left-order", Who::Student, "/order?id={open}&cancelled=1", &["cancel-order"], "cancel-dialog"),
    ("paid-order", Who::Student, "/order?id={paid}", &[], "to-receipt"),
    ("which-order", Who::Student, "/order", &[], ".empty-state"),
    ("payments", Who::Student, "/payments", &[], "receipt-link"),
    ("receipt-of-payment", Who::Student, "/receipt?id={paid}", &[], "receipt-lines"),
    ("orders", Who::Admin, "/admin/payments", &[], "order-row"),
    (
        "refund",
        Who::Admin,
        "/admin/payments/order?id={paid}",
        &["[data-testid=refund] summary", "refund-form-submit"],
        "error-summary",
    ),
    ("access", Who::Admin, "/admin/payments/access", &[], "access-row"),
    ("queue", Who::Admin, "/admin/payments/queue", &["[data-testid=depths] summary"], "[data-testid=depths] table"),
    ("books", Who::Admin, "/admin/payments/reconciliation", &[], "reconciliation-figures"),
    ("prices", Who::Admin, "/admin/payments/prices", &[], "priced-exam"),
    ("one-price", Who::Admin, "/admin/payments/prices?exam={priced}", &[], "price-submit"),
    ("status", Who::Admin, "/status", &[], "[data-testid=numbers] dl"),
    ("instances", Who::Admin, "/status", &["[data-testid^=drain-]"], "drain-dialog"),
];

#[test]
fn every_page_is_looked_at() {
    let forgotten: Vec<&str> = PAGES.into_iter().map(|(address, _)| address).filter(|page| !is_viewed(page)).collect();
    assert_eq!(forgotten, [""; 0]);
}

/// Whether somebody looks at the page of a route; what stands in braces in the route may be anything.
fn is_viewed(route: &str) -> bool {
    let (fixed, is_open) = route.split_once('{').map_or((route, false), |(fixed, _)| (fixed, true));
    let paths = VIEWS.iter().map(|(_, _, address, ..)| address.split('?').next().unwrap_or(address));
    paths.into_iter().any(|path| path == fixed || is_open && path.starts_with(fixed))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_can_read_every_page_on_every_device() {
    let stage = Stage::new().await;
    let driver = Driver::start();
    let browser = Browser::open(&driver, &stage.server, "page", "fr", None).await;
    browser.go("/").await;
    // What is chosen here outdoes the language of the accounts.
    browser.picks("language", "français").await;
    let mut faults = Vec::new();
    let mut present = Who::Visitor;
    for (name, who, address, presses, sign) in VIEWS {
        if who != present {
            browser.becomes(stage.session(who)).await;
            present = who;
        }
        browser.go(&stage.address(address)).await;
        for place in presses {
            browser.presses(place).await;
        }
        browser.sees(sign).await;
        for (device, theme) in LOOKS {
            browser.look(device, theme).await;
            faults.append(&mut browser.faults(&format!("{name}-{device:?}-{theme:?}").to_lowercase()).await);
        }
    }
    assert_eq!(faults, [""; 0]);
    browser.is_calm(&["/api/auth/me", "/api/exams/none"]).await;
}

/// Each page in each light and each width.
const LOOKS: [(Device, Theme); 2] = [(Device::Desk, Theme::Light), (Device::Telephone, Theme::Dark)];

/// What a page must not be, and what is then said of it.
const WRONG: [(&str, &str); 11] = [
    ("<div style='width: 3000px'>wide</div>", "px wide in 1280 px"),
    ("<h1>Again</h1>", "2 main headings"),
    ("<p id='twice'>a</p><p id='twice'>b</p>", "the id twice is given twice"),
    ("<button type='button'></button>", "button-name"),
    ("<input>", "label: Form elements must have labels"),
    ("<h4>Too deep</h4>", "heading-order"),
    ("<p>page.never.written</p>", "shows the key"),
    ("<p>Dear {name}</p>", "shows \"{name}\""),
    ("<small>small</small>", "px high"),
    ("<p><font color='#cccccc'>pale</font></p>", "has a contrast of"),
    // The third flag of a tile was, on a telephone.
    (
        "<p class='picture' data-state='shown' style='width: 40px'><span class='tag'>in two words</span></p>",
        "is cut off",
    ),
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
