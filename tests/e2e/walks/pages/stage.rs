//! What the pages show when they are looked at: a sitting whose students have handed in, one that is being written, and one
//! that has not begun.

use super::Who;
use super::shop::Shop;
use crate::api::{Api, PASSWORD, email, person};
use crate::server::Server;
use crate::student::Student;
use crate::walks::setting::{AUTHOR, DOT, PROCTOR, QUESTIONS, Setting, start, writes};
use serde_json::{Value, json};

/// Those who have handed in, with how many of their answers are right. The first of them also writes and waits.
const STUDENTS: [(&str, usize); 4] =
    [("Anne-Sophie Longuet-Beauregard", 3), ("Boris Bernard", 2), ("Carla Colin", 1), ("Driss Dumas", 0)];
/// The place of the question that takes any words.
const CONSTANT: usize = 4;
const ESSAY: &str = "Short waves scatter more than long ones.\nThat is why the sky is blue.";

/// A server with all that is needed to fill the pages.
pub struct Stage {
    pub server: Server,
    /// What stands in braces in an address, and what is put there.
    names: Vec<(&'static str, String)>,
    /// Who is signed in as whom.
    people: Vec<(Who, Api)>,
    /// In the room, and kept there.
    _writing: Vec<Student>,
}

impl Stage {
    pub async fn new() -> Self {
        let server = Server::start(&[("EXAMHALL__DEMO__ENABLED", "false")]).await;
        let setting = Setting::of(&server, QUESTIONS).await;
        let [sitting, room, lobby] =
            [setting.sitting(7200).await, setting.sitting(7200).await, setting.sitting(7200).await];
        let author = Api::sign_in(&server, &email(AUTHOR), PASSWORD).await;
        let proctor = Api::sign_in(&server, &email(PROCTOR), PASSWORD).await;
        let admin = person(&server, "Ambre Admin", "admin").await;
        let writing = full_room(&server, &room).await;
        let bank = Bank::read(&author, setting.exam()).await;
        let attempt = handed_in(&server, &bank, &sitting).await;
        let student = Api::sign_in(&server, &email(STUDENTS[0].0), PASSWORD).await;
        student.post(&format!("/api/sittings/{lobby}/enrol"), &json!({})).await;
        edit(&author, setting.exam(), &bank.id("Light")).await;
        author.post_text(&format!("/api/exams/{}/pictures", setting.exam()), DOT).await;
        let shop = Shop::new(&server, &author, &admin, &student).await;
        let names = vec![
            ("{priced}", shop.exam),
            ("{paid}", shop.paid),
            ("{open}", shop.open),
            ("{exam}", setting.exam().to_owned()),
            ("{question}", bank.id("Light")),
            ("{essay}", bank.id("Essay")),
            ("{sitting}", sitting),
            ("{room}", room),
            ("{lobby}", lobby),
            ("{attempt}", attempt),
        ];
        let people = vec![(Who::Student, student), (Who::Author, author), (Who::Proctor, proctor), (Who::Admin, admin)];
        Self { server, names, people, _writing: writing }
    }

    /// An address with its names filled in.
    pub fn address(&self, address: &str) -> String {
        self.names.iter().fold(address.to_owned(), |address, (name, id)| address.replace(name, id))
    }

    /// What signs somebody in; none for a visitor.
    pub fn session(&self, who: Who) -> Option<&str> {
        self.people.iter().find(|(one, _)| *one == who).map(|(_, api)| api.token())
    }
}

/// The questions of the exam.
struct Bank(Value);

impl Bank {
    async fn read(author: &Api, exam: &str) -> Self {
        Self(author.get(&format!("/api/exams/{exam}/questions")).await["items"].take())
    }

    fn id(&self, name: &str) -> String {
        let question = self.0.as_array().unwrap().iter().find(|question| question["name"] == name).unwrap();
        question["id"].as_str().unwrap().to_owned()
    }
}

/// A room in which everybody writes: one has a hand up, one has asked something, one has looked away.
async fn full_room(server: &Server, room: &str) -> Vec<Student> {
    let mut students = Vec::new();
    for (name, _) in STUDENTS {
        students.push(Student::comes(server, room, name).await);
    }
    start(server, room).await;
    // Whoever writes first has the paper on their device.
    students[0].writes(CONSTANT).await;
    students[1].says("hand.raise", json!({})).await;
    students[0].asks("Puis-je ouvrir la fenêtre ?").await;
    let noticed = json!({ "events": [{ "kind": "focus_lost", "at": jiff::Timestamp::now().to_string() }] });
    students[0].says("integrity", noticed).await;
    let proctor = Api::sign_in(server, &email(PROCTOR), PASSWORD).await;
    let news = json!({ "text": "La question 3 contient une coquille : lisez « watt »." });
    proctor.post(&format!("/api/rooms/{room}/announce"), &news).await;
    let extension = json!({ "by_s": 600, "reason": "Alerte incendie." });
    proctor.post(&format!("/api/rooms/{room}/extend"), &extension).await;
    students
}

/// Everybody hands in with some answers right; answers the first one's attempt.
async fn handed_in(server: &Server, bank: &Bank, sitting: &str) -> String {
    start(server, sitting).await;
    let mut attempts = Vec::new();
    for (name, right) in STUDENTS {
        let student = Api::sign_in(server, &email(name), PASSWORD).await;
        let answers = [
            ("Sun", json!({ "choice": if right > 0 { "true" } else { "false" } })),
            ("Constant", json!({ "text": if right > 1 { "Planck" } else { "Bohr" } })),
            ("Fall", json!({ "number": if right > 2 { "9.81" } else { "98.1" } })),
            ("Essay", json!({ "text": ESSAY })),
        ];
        let answers = answers.map(|(name, response)| (bank.id(name), response));
        attempts.push(writes(&student, sitting, &answers).await);
    }
    attempts.swap_remove(0)
}

/// Gives a question a second version.
async fn edit(author: &Api, exam: &str, question: &str) {
    let address = format!("/api/exams/{exam}/questions/{question}");
    let mut sheet = author.get(&address).await;
    sheet["question"]["text"]["source"] = "What carries the light?".into();
    author.put(&address, &json!({ "base_version": 1, "question": sheet["question"] })).await;
}
