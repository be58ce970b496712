//! A teacher who comes with a file of questions and leaves with a sitting that students can find.

use super::setting::{AUTHOR, EXAM, PROCTOR, QUESTIONS};
use crate::api::{PASSWORD, email, person};
use crate::browser::{Browser, Device, Theme};
use crate::driver::Driver;
use crate::folder::Folder;
use crate::server::Server;
use crate::texts::text;
use jiff::{Timestamp, ToSpan};

/// Two questions, of which the second is never closed.
const BROKEN: &str = "The Moon is a star. {F}\n\nWhat is heavier? {=lead ~feathers\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_a_file_of_questions_to_a_sitting_in_the_catalogue() {
    let server = Server::start(&[("EXAMHALL__DEMO__ENABLED", "false")]).await;
    person(&server, AUTHOR, "author").await;
    person(&server, PROCTOR, "proctor").await;
    let driver = Driver::start();
    let author = Browser::open(&driver, &server, "author", "en", None).await;
    creates(&author).await;
    imports(&author).await;
    schedules(&author).await;
    puts_in_charge(&author).await;
    author.look(Device::Telephone, Theme::Dark).await;
    author.inspects("exam-telephone").await;
    author.presses("nav-author").await;
    author.reads("authored", EXAM).await;
    author.inspects("authored-telephone").await;
    author.is_calm(&["/api/auth/me"]).await;
    let visitor = Browser::open(&driver, &server, "seeker", "en", None).await;
    finds(&visitor).await;
}

async fn creates(author: &Browser) {
    author.go("/author").await;
    author.arrives("/sign-in").await;
    author.writes("field-email", &email(AUTHOR)).await;
    author.writes("field-password", PASSWORD).await;
    author.presses("sign-in-submit").await;
    author.reads("#main", &text("en", "page.author.empty")).await;
    author.writes("field-title", EXAM).await;
    author.writes("field-summary", "Light, force and time.").await;
    author.writes("field-description", "Bring **nothing**.").await;
    author.presses("create-exam-submit").await;
    author.reads("main h1", EXAM).await;
}

/// The broken file is explained with its line; the other is checked and then imported on the author's word.
async fn imports(author: &Browser) {
    let folder = Folder::new("questions");
    let (broken, whole) = (folder.path().join("broken.gift"), folder.path().join("physics.gift"));
    std::fs::write(&broken, BROKEN).unwrap();
    std::fs::write(&whole, QUESTIONS).unwrap();
    author.presses("to-import").await;
    author.hands_over("field-file", &broken).await;
    author.presses("import-submit").await;
    author.reads("import-report", "1 place needs correcting; nothing was stored").await;
    author.reads("[data-testid=import-report] table", "3").await;
    author.misses("import-confirm").await;
    author.inspects("broken-import").await;
    author.hands_over("field-file", &whole).await;
    author.presses("import-submit").await;
    author.reads("import-report", "7 questions can be imported").await;
    author.presses("import-confirm").await;
    author.reads("import-report", "7 questions were imported").await;
    author.inspects("import").await;
    author.presses("to-exam").await;
    author.reads("step-paper", "Version 1 · 7 questions · 7 points").await;
    author.presses("publish-exam").await;
    author.reads("step-publish", "In the catalogue since").await;
}

async fn schedules(author: &Browser) {
    let now = Timestamp::now();
    let local = |at: Timestamp| at.to_string()[.."2030-01-01T00:00".len()].to_owned();
    author.presses("plan-sitting").await;
    author.arrives("/sitting").await;
    author.writes("field-title", "Morning").await;
    author.sets("field-window_opens_at", &local(now + 1.hour())).await;
    author.sets("field-window_closes_at", &local(now + 3.hours())).await;
    author.writes("field-time_limit_s", "45").await;
    author.picks("field-start", &text("en", "page.schedule.start_proctor")).await;
    author.inspects("plan").await;
    author.presses("schedule-submit").await;
    author.reads("main h1", "Morning").await;
    author.reads("#main", "45 minutes").await;
}

async fn puts_in_charge(author: &Browser) {
    author.writes("[data-testid=staff] input", &email(PROCTOR)).await;
    author.presses("staff-submit").await;
    author.reads("staff", "now looks after this sitting").await;
    author.reads("staff-list", PROCTOR).await;
    author.presses("[data-testid=change-plan] summary").await;
    author.writes("field-time_limit_s", "50").await;
    author.presses("schedule-submit").await;
    author.reads("schedule", &text("en", "page.sitting.saved")).await;
    author.presses("to-exam").await;
    author.reads("authored-sitting", "50 minutes").await;
    author.inspects("exam").await;
}

async fn finds(visitor: &Browser) {
    visitor.go("/").await;
    visitor.writes("search", "physics").await;
    visitor.presses("search-submit").await;
    visitor.reads("exam-card", EXAM).await;
    visitor.writes("search", "alchemy").await;
    visitor.presses("search-submit").await;
    visitor.sees(".empty-state").await;
    visitor.inspects("nothing-found").await;
    visitor.is_calm(&["/api/auth/me"]).await;
}
