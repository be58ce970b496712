//! A class from the teacher's spreadsheet to the proctor's wall: enrolled by a list, in groups, one with more time.

use super::setting::{AUTHOR, PROCTOR, Setting, start};
use crate::api::{PASSWORD, email, person};
use crate::browser::{Browser, Device, Theme};
use crate::driver::Driver;
use crate::folder::Folder;
use crate::server::Server;
use crate::student::Student;
use crate::texts::text;
use serde_json::json;

const QUESTIONS: &str = "::One::Name a star. {=Sun}";
const ANNA: &str = "Anna Ant";
const BERT: &str = "Bert Bee";
/// As a French spreadsheet saves it, with somebody unknown and somebody mistyped.
const LIST: &str = "E-mail;Nom;Minutes supplémentaires;Groupe\r\nanna.ant@example.org;Anna;15;Row A\r\n\
                    bert.bee@example.org;Bert;;\r\nnina@example.org;Nina;;Row A\r\nnobody;;;\r\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_class_is_enrolled_from_a_list_and_a_group_of_it_gets_more_time() {
    let server = Server::start(&[("EXAMHALL__DEMO__ENABLED", "false")]).await;
    let setting = Setting::of(&server, QUESTIONS).await;
    let sitting = setting.sitting(2 * 3600).await;
    for name in [ANNA, BERT] {
        person(&server, name, "student").await;
    }
    let driver = Driver::start();
    let author = Browser::open(&driver, &server, "teacher", "en", None).await;
    signs_in(&author, AUTHOR, &format!("/sitting%3Fid={sitting}")).await;
    enrols(&author).await;
    gives_terms(&author).await;
    author.is_calm(&["/api/auth/me"]).await;

    let mut anna = Student::joins(&server, &sitting, ANNA).await;
    let _bert = Student::joins(&server, &sitting, BERT).await;
    start(&server, &sitting).await;
    let proctor = Browser::open(&driver, &server, "groups", "en", None).await;
    signs_in(&proctor, PROCTOR, &format!("/proctor%3Froom={sitting}")).await;
    proctor.reads("wall-counts", "writing 2").await;
    extends_a_group(&proctor, &mut anna).await;
    sees_another_device(&proctor, &server, &sitting, &mut anna).await;
    proctor.is_calm(&["/api/auth/me"]).await;
}

async fn signs_in(browser: &Browser, name: &str, next: &str) {
    browser.go(&format!("/sign-in?next={next}")).await;
    browser.writes("field-email", &email(name)).await;
    browser.writes("field-password", PASSWORD).await;
    browser.presses("sign-in-submit").await;
}

async fn enrols(author: &Browser) {
    author.reads("enrolled", &text("en", "page.enrolments.nobody")).await;
    author.presses("[data-testid=enrol-list] summary").await;
    let folder = Folder::new("lists");
    let list = folder.path().join("class.csv");
    std::fs::write(&list, LIST).unwrap();
    author.hands_over("enrol-file", &list).await;
    author.presses("enrol-submit").await;
    author.reads("enrol-report", "2 would be enrolled").await;
    author.reads("left-out", &text("en", "page.enrolments.fault_address_malformed")).await;
    author.reads("left-out", &text("en", "page.enrolments.reason_no_account")).await;
    author.reads("no-account", "1 address").await;
    author.reads("enrolled", &text("en", "page.enrolments.nobody")).await;
    author.inspects("checked-list").await;
    author.presses("enrol-confirm").await;
    author.reads("enrol-report", "2 enrolled").await;
    author.reads("enrolled-count", "2 people are enrolled").await;
    author.until_count("enrolled-row", 2).await;
}

async fn gives_terms(author: &Browser) {
    author.presses("//tr[.//*[.='Bert Bee']]//button").await;
    author.reads("selected-count", "1 person selected").await;
    author.picks("field-choice", &text("en", "page.enrolments.another_group")).await;
    author.writes("field-new-group", "Row B").await;
    author.writes("field-extra", "10").await;
    author.presses("terms-submit").await;
    author.reads("terms", "1 person has the new terms.").await;
    author.reads("//tr[.//*[.='Bert Bee']]", "Row B").await;
    author.inspects("enrolled").await;
    author.picks("enrolled-group", "Row A (1)").await;
    author.until_count("enrolled-row", 1).await;
    author.look(Device::Telephone, Theme::Dark).await;
    author.picks("language", "français").await;
    author.reads("enrolled-count", "2 personnes inscrites").await;
    author.until_count("enrolled-row", 2).await;
    author.inspects("enrolled-telephone-dark-fr").await;
}

async fn extends_a_group(proctor: &Browser, anna: &mut Student) {
    proctor.picks("field-group", "Row A").await;
    proctor.until_count("roster-tile", 1).await;
    proctor.presses("select-all").await;
    proctor.presses("selected-extend").await;
    proctor.writes("selected-reason", "The lamp went out.").await;
    proctor.presses("selected-extend-form-submit").await;
    proctor.reads("selection", "1 of 1 got 5 minutes.").await;
    assert_eq!(anna.is_told("attempt.timing").await["by_us"], 300_000_000);
    proctor.reads("log", "5 minutes more for Anna Ant").await;
}

async fn sees_another_device(proctor: &Browser, server: &Server, sitting: &str, anna: &mut Student) {
    anna.writes(1).await;
    let mut again = Student::joins(server, sitting, ANNA).await;
    again.says("attempt.take_over", json!({})).await;
    proctor.reads("roster-tile", "other device").await;
    proctor.reads("announcer", "Anna Ant goes on on another device.").await;
    proctor.presses("//*[@data-testid='roster-tile']//button").await;
    proctor.reads("student-times", "1 change").await;
    proctor.inspects("another-device").await;
}
