//! The demo of the embedded profile: what somebody who has just started the program can click on.
//!
//! Made once per database, through the same use cases as over HTTP. It knows nothing that those would not allow.

use super::command::sentence::sentence;
use crate::service::accounts::api::Caller;
use crate::service::accounts::create_account::{CreateAccount, create_account};
use crate::service::claim::{claim, is_claimed};
use crate::service::exams::api::ScheduleSitting;
use crate::service::exams::assign_staff::{AssignStaff, assign_staff};
use crate::service::exams::create_exam::{CreateExam, create_exam};
use crate::service::exams::import_questions::{ImportMode, ImportQuestions, import_questions};
use crate::service::exams::publish_exam::publish_exam;
use crate::service::exams::schedule_sitting::schedule_sitting;
use crate::service::payments::set_price::{SetPrice, TypedPrice, set_price};
use crate::service::{Answer, Context};
use anyhow::{Context as _, bail};
use examhall_domain::accounts::{Locale, Role, Roles};
use examhall_domain::exams::{Marks, ReleasePolicy, ReviewPolicy, StartMode};
use examhall_domain::id::{AccountId, ExamId, SessionId};
use examhall_domain::time::Span;
use std::fmt;
use uuid::Uuid;

/// Says in the house that the demo is being made, or was.
const MARKER: &str = "demo";
/// Says in the house that the demo is whole.
const WHOLE: &str = "demo_whole";
const UNKNOWN: &str = "the demo cannot be looked up";
const IN_PART: &str = "the demo was made in part only, and nobody was told its passwords: empty the database (by default \
                       the folder data) to have it made anew, or go on without it with demo.enabled = false";
/// How long the demo's sittings can be entered.
const WINDOW: Span = Span::from_secs(365 * 24 * 3600);
/// The characters of a password: no two look alike. Four groups of five of them are 99 bits.
const PASSWORD_ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
const PASSWORD_GROUPS: usize = 4;
const PASSWORD_GROUP_CHARS: usize = 5;

/// Somebody to sign in as.
pub struct Person {
    role: Role,
    email: &'static str,
    password: String,
}

impl fmt::Display for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<8} {:<26} {}", self.role.name(), self.email, self.password)
    }
}

/// What is known of a demo person before the password is drawn.
const PEOPLE: [(Role, &str, &str); 6] = [
    (Role::Admin, "admin@demo.examhall.test", "Amina Diallo"),
    (Role::Author, "author@demo.examhall.test", "Arthur Lemaire"),
    (Role::Proctor, "proctor@demo.examhall.test", "Priya Nair"),
    (Role::Student, "student1@demo.examhall.test", "Chen Wei"),
    (Role::Student, "student2@demo.examhall.test", "Fatou Mbarga"),
    (Role::Student, "student3@demo.examhall.test", "Jonas Berg"),
];

/// An exam of the demo.
struct DemoExam {
    title: &'static str,
    summary: &'static str,
    description: &'static str,
    file: &'static str,
    time_limit_s: i64,
    /// In minor units of [`CURRENCY`]; none for a free one.
    price_minor: Option<i64>,
}

const CURRENCY: &str = "INR";
/// How long what was bought can be used.
const ACCESS_DAYS: i64 = 30;

const EXAMS: [DemoExam; 3] = [
    DemoExam {
        title: "Around the world in every kind of question",
        summary: "One question of each kind that Examhall can ask, with feedback.",
        description: "Choice, true or false, short answers, numbers, matching and an essay: *everything* that a \
                      GIFT file can hold. You see your result as soon as you hand in.",
        file: include_str!("demo/every_kind.gift"),
        time_limit_s: 30 * 60,
        price_minor: None,
    },
    DemoExam {
        title: "Five minutes of arithmetic",
        summary: "Five quick questions, to see how an exam starts and ends.",
        description: "Five questions in five minutes. You may try three times.",
        file: include_str!("demo/arithmetic.gift"),
        time_limit_s: 5 * 60,
        price_minor: None,
    },
    DemoExam {
        title: "Motion and force",
        summary: "Six questions about mechanics, to see how an exam is bought.",
        description: "Six questions in twenty minutes. It costs ₹499 and can be entered for thirty days. You pay at a \
                      *simulated* gateway: choose there how the payment ends. No money moves.",
        file: include_str!("demo/motion.gift"),
        time_limit_s: 20 * 60,
        price_minor: Some(49_900),
    },
];

/// Makes the demo unless this database has it; then, says who can sign in, once.
///
/// # Errors
/// When a use case refuses, or when an earlier start was interrupted while it made the demo.
pub async fn seed_once(cx: &Context) -> anyhow::Result<Option<Vec<Person>>> {
    if !claim(cx, MARKER).await.map_err(sentence).context(UNKNOWN)? {
        let is_whole = is_claimed(cx, WHOLE).await.map_err(sentence).context(UNKNOWN)?;
        return if is_whole { Ok(None) } else { bail!(IN_PART) };
    }
    let people = seed(cx).await.map_err(sentence).context(IN_PART)?;
    claim(cx, WHOLE).await.map_err(sentence).context(IN_PART)?;
    Ok(Some(people))
}

async fn seed(cx: &Context) -> Answer<Vec<Person>> {
    let mut people = Vec::with_capacity(PEOPLE.len());
    let (mut admin, mut author) = (None, None);
    for (role, email, name) in PEOPLE {
        let password = draw_password(cx);
        let account = add_person(cx, role, email, name, password.clone()).await?;
        let caller = Caller { account, session: SessionId(Uuid::nil()), roles: role.into() };
        match role {
            Role::Admin => admin = Some(caller),
            Role::Author => author = Some(caller),
            _ => {}
        }
        people.push(Person { role, email, password });
    }
    let (Some(admin), Some(author)) = (admin, author) else {
        unreachable!("there are an admin and an author among the people")
    };
    // What says that no money moves is told only where that is so.
    let can_sell = cx.settings.payments.simulated;
    for demo in EXAMS.iter().filter(|demo| can_sell || demo.price_minor.is_none()) {
        let exam = add_exam(cx, &author, demo).await?;
        if let Some(amount_minor) = demo.price_minor {
            let price = TypedPrice { amount_minor, currency: CURRENCY.to_owned() };
            set_price(cx, &admin, exam, &SetPrice { price: Some(price), access_days: ACCESS_DAYS }).await?;
        }
    }
    Ok(people)
}

async fn add_person(
    cx: &Context,
    role: Role,
    email: &'static str,
    name: &'static str,
    password: String,
) -> Answer<AccountId> {
    let command = CreateAccount {
        email: email.to_owned(),
        password,
        name: name.to_owned(),
        locale: Locale::En,
        roles: Roles::from(role),
    };
    create_account(cx, command).await
}

async fn add_exam(cx: &Context, author: &Caller, demo: &DemoExam) -> Answer<ExamId> {
    let command = CreateExam {
        title: demo.title.to_owned(),
        summary: demo.summary.to_owned(),
        description: demo.description.to_owned(),
        language: Locale::En.name().to_owned(),
    };
    let exam = create_exam(cx, author, command).await?.card.id;
    let import = ImportQuestions {
        exam,
        file: demo.file.as_bytes().to_vec(),
        encoding: None,
        mode: ImportMode::Publish,
        points: Marks::POINT,
        locale: Locale::En,
    };
    import_questions(cx, author, import).await?;
    publish_exam(cx, author, exam).await?;
    for (title, start) in [("Open all year", StartMode::Clock), ("Started by the proctor", StartMode::Proctor)] {
        add_sitting(cx, author, exam, demo, title, start).await?;
    }
    Ok(exam)
}

async fn add_sitting(
    cx: &Context,
    author: &Caller,
    exam: ExamId,
    demo: &DemoExam,
    title: &str,
    start: StartMode,
) -> Answer<()> {
    let now = cx.clock.now();
    let command = ScheduleSitting {
        title: title.to_owned(),
        window_opens_at: now.into(),
        window_closes_at: (now + WINDOW).into(),
        time_limit_s: demo.time_limit_s,
        grace_s: None,
        start,
        attempts_allowed: 3,
        release: ReleasePolicy::OnClose,
        review: ReviewPolicy::OPEN,
    };
    let sitting = schedule_sitting(cx, author, exam, command).await?.id;
    for (_, email, _) in PEOPLE.iter().filter(|(role, ..)| *role == Role::Proctor) {
        assign_staff(cx, author, sitting, AssignStaff { email: (*email).to_owned() }).await?;
    }
    Ok(())
}

/// Such as `k7f3m-w9xqa-…`. A byte has eight times as many values as there are characters, so none is favoured.
fn draw_password(cx: &Context) -> String {
    let character = |byte: &u8| char::from(PASSWORD_ALPHABET[usize::from(*byte) % PASSWORD_ALPHABET.len()]);
    let mut bytes = [0; PASSWORD_GROUPS * PASSWORD_GROUP_CHARS];
    cx.randomness.fill(&mut bytes);
    let groups = bytes.chunks(PASSWORD_GROUP_CHARS).map(|group| group.iter().map(character).collect::<String>());
    groups.collect::<Vec<_>>().join("-")
}
