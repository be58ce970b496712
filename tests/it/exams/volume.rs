//! A large file while answers come in: it is stored whole within its time, and no answer waits long for it.

use crate::store::engine::TestDatabase;
use examhall::boot::context;
use examhall::service::Context;
use examhall::service::accounts::api::Caller;
use examhall::service::accounts::create_account::{CreateAccount, create_account};
use examhall::service::exams::create_exam::{CreateExam, create_exam};
use examhall::service::exams::import_questions::{ImportMode, ImportQuestions, import_questions};
use examhall::settings::{self, Environment};
use examhall::store::{Priority, house};
use examhall_domain::accounts::{Locale, Role};
use examhall_domain::exams::Marks;
use examhall_domain::id::{ExamId, SessionId};
use secrecy::ExposeSecret;
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use uuid::Uuid;

const QUESTIONS: usize = 500;
const IMPORT_MAX: Duration = Duration::from_secs(60);
/// Far more than the writer is held on any machine that tests run on, and far less than a student would notice as loss.
const ANSWER_WAIT_MAX: Duration = Duration::from_secs(2);

/// As long as real ones: a formatted text, five options with feedback, a category and tags.
fn file(wording: &str) -> String {
    let mut gift = String::new();
    for number in 0..QUESTIONS {
        let chapter = number / 50;
        write!(
            gift,
            "$CATEGORY: Book/Chapter {chapter}\n\n// [id:q{number}] [tag:chapter {chapter}]\n::Question {number}::[html]<p>{wording} \
             <b>{number}</b>?</p> {{\n=right {number}#Well done.\n~wrong a#Look again.\n~wrong b\n~%25%nearly\n~wrong c\n\
             ####See chapter {chapter}.\n}}\n\n"
        )
        .unwrap();
    }
    gift
}

async fn house_of(database: &TestDatabase) -> (Context, Caller, ExamId) {
    let environment: Environment = [
        ("DATABASE_URL".to_owned(), database.settings.url.expose_secret().to_owned()),
        ("JWT_SECRET".to_owned(), crate::accounts::house::JWT_SECRET.to_owned()),
    ]
    .into();
    let cx = context::build(&Arc::new(settings::load(None, &environment).unwrap())).await.unwrap();
    cx.store.migrate_up().await.unwrap();
    let author = CreateAccount {
        email: "author@example.org".to_owned(),
        password: "correct horse".to_owned(),
        name: "Author".to_owned(),
        locale: Locale::En,
        roles: Role::Author.into(),
    };
    let account = create_account(&cx, author).await.unwrap();
    let caller = Caller { account, session: SessionId(Uuid::nil()), roles: Role::Author.into() };
    let exam = CreateExam {
        title: "Large".to_owned(),
        summary: String::new(),
        description: String::new(),
        language: "en".to_owned(),
    };
    let exam = create_exam(&cx, &caller, exam).await.unwrap().card.id;
    (cx, caller, exam)
}

/// Writes as answers do until told to stop; says how many and how long the longest took.
async fn answers(cx: Context, stop: Arc<AtomicBool>) -> (usize, Duration) {
    let (mut count, mut longest) = (0, Duration::ZERO);
    while !stop.load(Ordering::Relaxed) {
        let started = Instant::now();
        let transaction = cx.store.begin(Priority::Answers).await.unwrap();
        house::put(&transaction, "answer", &count.to_string()).await.unwrap();
        transaction.commit().await.unwrap();
        longest = longest.max(started.elapsed());
        count += 1;
    }
    (count, longest)
}

async fn import(cx: &Context, caller: &Caller, exam: ExamId, file: String) -> Duration {
    let command = ImportQuestions {
        exam,
        file: file.into_bytes(),
        encoding: None,
        mode: ImportMode::Publish,
        points: Marks::POINT,
        locale: Locale::En,
    };
    let started = Instant::now();
    let report = import_questions(cx, caller, command).await.unwrap();
    assert_eq!((report.accepted, report.published), (QUESTIONS, true));
    started.elapsed()
}

async fn a_large_file_does_not_hold_up_answers(database: TestDatabase) {
    let (cx, caller, exam) = house_of(&database).await;
    // New questions first, then the next version of each.
    for wording in ["What is", "What exactly is"] {
        let stop = Arc::new(AtomicBool::new(false));
        let answering = tokio::spawn(answers(cx.clone(), stop.clone()));
        let took = import(&cx, &caller, exam, file(wording)).await;
        stop.store(true, Ordering::Relaxed);
        let (count, longest) = answering.await.unwrap();
        println!("{QUESTIONS} questions in {took:?} beside {count} answers, of which the slowest took {longest:?}");
        assert!(took < IMPORT_MAX, "{took:?}");
        assert!(longest < ANSWER_WAIT_MAX, "{longest:?}");
        assert!(count > 0);
    }
    cx.store.close().await.unwrap();
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_file_does_not_hold_up_answers_on_sqlite() {
    a_large_file_does_not_hold_up_answers(TestDatabase::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_file_does_not_hold_up_answers_on_postgres() {
    a_large_file_does_not_hold_up_answers(TestDatabase::postgres().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_imports_of_one_file_at_once_bring_each_question_once() {
    let database = TestDatabase::postgres().await;
    let (cx, caller, exam) = house_of(&database).await;
    tokio::join!(import(&cx, &caller, exam, file("What is")), import(&cx, &caller, exam, file("What is")));
    let counts = examhall::store::exams::question::count_by_exam(cx.store.read(), &[exam]).await.unwrap();
    assert_eq!(counts[&exam], i64::try_from(QUESTIONS).unwrap());
    cx.store.close().await.unwrap();
    database.remove().await;
}
