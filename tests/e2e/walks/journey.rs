//! The whole way of an exam, from a file of questions to the result that a student reads: once with the mouse at a desk in
//! English, once with the keyboard alone on a telephone in French. Everything is found by the name that is read out for it.

mod author;
mod person;
mod proctor;
mod student;
mod words;

use super::setting::{AUTHOR, PROCTOR};
use crate::api;
use crate::browser::{Device, Theme};
use crate::driver::Driver;
use crate::network::Network;
use crate::server::Server;
use person::{Hand, Person, Way};
use words::{ENGLISH, FRENCH, Words};

/// One loses the network, one changes the device.
const STUDENTS: [&str; 2] = ["Stella Student", "Dora Devices"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exam_with_the_mouse_at_a_desk_in_english() {
    let way = Way { hand: Hand::Mouse, device: Device::Desk, theme: Theme::Light, language: "en" };
    from_the_file_to_the_result(way, &ENGLISH).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exam_with_the_keyboard_on_a_telephone_in_french() {
    let way = Way { hand: Hand::Keys, device: Device::Telephone, theme: Theme::Dark, language: "fr" };
    from_the_file_to_the_result(way, &FRENCH).await;
}

async fn from_the_file_to_the_result(way: Way, words: &Words) {
    let server = Server::start(&[("EXAMHALL__DEMO__ENABLED", "false")]).await;
    api::person_who_reads(&server, AUTHOR, "author", way.language).await;
    api::person_who_reads(&server, PROCTOR, "proctor", way.language).await;
    let driver = Driver::start();
    let network = Network::to(server.address()).await;
    let author = Person::comes(way, &driver, &server, "author", None).await;
    author::prepares(&author, words).await;
    let first = Person::comes(way, &driver, &server, "first", Some(&network)).await;
    student::comes(&first, words, STUDENTS[0]).await;
    let second = Person::comes(way, &driver, &server, "second", None).await;
    student::comes(&second, words, STUDENTS[1]).await;
    let proctor = Person::comes(way, &driver, &server, "proctor", None).await;
    proctor::starts(&proctor, words, STUDENTS.len()).await;
    everybody_is_told(&proctor, &first, words).await;
    the_network_fails(&proctor, &first, &network, words).await;
    let other = Person::comes(way, &driver, &server, "other-device", None).await;
    the_device_changes(&second, &other, words).await;
    student::hands_in(&first, words).await;
    proctor::ends(&proctor, words, STUDENTS.len()).await;
    author::marks(&author, words, STUDENTS.len()).await;
    student::reads_the_result(&first, words).await;
    for calm in [&author, &proctor, &second, &other] {
        calm.browser.is_calm(&["/api/auth/me", "/api/auth/register"]).await;
    }
    first.browser.is_calm(&["/api/auth/me", "/api/auth/register", "/ws' failed", "net::ERR_"]).await;
    assert!(!server.log().contains('@'), "the log names people:\n{}", server.log());
    assert!(!server.log().contains("\"ERROR\""), "{}", server.log());
}

/// What the proctor says and does is seen at once, and an answer comes to who asks.
async fn everybody_is_told(proctor: &Person, student: &Person, words: &Words) {
    student::answers(student, words, 1).await;
    student::uses_the_keys(student, words).await;
    proctor::announces(proctor, words).await;
    student.browser.reads("notices", words.announcement).await;
    proctor::extends(proctor, words).await;
    student.browser.reads("notices", words.reason).await;
    student::asks(student, words).await;
    proctor::answers(proctor, words, STUDENTS[0]).await;
    student::reads_the_reply(student, words).await;
    proctor::pauses(proctor, words).await;
    student.browser.reads("notices", words.alarm).await;
    student.browser.sees("eh-question fieldset:disabled").await;
    student.inspects("paused").await;
    proctor::resumes(proctor).await;
    student.browser.sees("eh-question fieldset:enabled").await;
}

/// Everything that is written meanwhile is kept and arrives.
async fn the_network_fails(proctor: &Person, student: &Person, network: &Network, words: &Words) {
    student::answers(student, words, 2).await;
    student::writes_offline(student, words, network, [3, 4]).await;
    proctor.browser.reads("[data-testid=roster-tile][data-state=offline]", STUDENTS[0]).await;
    student::comes_back(student, network).await;
    student::answers(student, words, 5).await;
}

async fn the_device_changes(first: &Person, other: &Person, words: &Words) {
    student::answers(first, words, 1).await;
    student::takes_over(other, words, STUDENTS[1]).await;
    first.reads("#main", "problem.device-fenced.title").await;
    first.inspects("fenced").await;
    for position in 2..=words.key.len() {
        student::answers(other, words, position).await;
    }
    student::hands_in(other, words).await;
}
