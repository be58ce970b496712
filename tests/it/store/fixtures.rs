//! A small institute: an author, an exam with a paper, a sitting with its room, students with prepared attempts.

use examhall::store::accounts::account;
use examhall::store::exams::{enrolment, exam, paper, question, sitting};
use examhall::store::rooms::attempt_log::{Append, Expected};
use examhall::store::rooms::{attempt, room};
use examhall::store::{Priority, Store, Transaction};
use examhall_domain::exams::{
    Item, Marks, Markup, PaperDefinition, Question, QuestionBody, ReleasePolicy, ReviewPolicy, Section, SectionTitle,
    ShufflePolicy, SittingPlan, StartMode,
};
use examhall_domain::id::{
    AccountId, AttemptId, DeviceId, ExamId, PaperId, QuestionId, QuestionVersionId, SaveId, SittingId,
};
use examhall_domain::rooms::attempt::{apply, step};
use examhall_domain::rooms::{
    AttemptCommand, AttemptPhase, AttemptState, Outcome, RoomPhase, RoomState, RoomView, Salt, SaveBody,
};
use examhall_domain::time::{Span, Timestamp};
use serde_json::value::RawValue;
use std::collections::BTreeSet;
use uuid::Uuid;

pub(crate) const NOW: Timestamp = Timestamp(1_764_000_000_000_000);
pub(crate) const HOUR: Span = Span::from_secs(3_600);
pub(crate) const GRACE: Span = Span::from_secs(5);
pub(crate) const DIGEST: [u8; 32] = [9; 32];

/// A point in time some seconds after [`NOW`].
pub(crate) fn at(seconds: i64) -> Timestamp {
    NOW + Span::from_secs(seconds)
}

/// The rows that everything else hangs on.
pub(crate) struct Institute {
    pub(crate) author: AccountId,
    pub(crate) exam: ExamId,
    pub(crate) question: QuestionId,
    pub(crate) paper: PaperId,
    pub(crate) sitting: SittingId,
}

impl Institute {
    pub(crate) async fn found(store: &Store) -> Self {
        let author = person(store, "author").await;
        let exam = ExamId(Uuid::now_v7());
        let tx = store.begin(Priority::Rest).await.unwrap();
        exam::insert(&tx, exam_row(exam, author, "Algebra")).await.unwrap();
        let new = new_question("algebra/linear");
        question::insert_many(&tx, exam, author, NOW, std::slice::from_ref(&new)).await.unwrap();
        let paper = PaperId(Uuid::now_v7());
        paper::insert(&tx, paper, exam, &definition(&new), NOW).await.unwrap();
        tx.commit().await.unwrap();
        let sitting = schedule(store, exam, paper, "ABC123", StartMode::Clock).await;
        Self { author, exam, question: new.id, paper, sitting }
    }

    /// A student with a prepared attempt.
    pub(crate) async fn student(&self, store: &Store, name: &str) -> Candidate {
        let account = person(store, name).await;
        let tx = store.begin(Priority::Rest).await.unwrap();
        let candidate = self.candidate(&tx, account).await;
        tx.commit().await.unwrap();
        candidate
    }

    async fn candidate(&self, tx: &Transaction, account: AccountId) -> Candidate {
        enrolment::insert(tx, enrolment_row(self.sitting, account)).await.unwrap();
        let id = AttemptId(Uuid::now_v7());
        attempt::insert(tx, prepared(id, self.sitting, account, 1)).await.unwrap();
        let questions = BTreeSet::from([self.question]);
        Candidate {
            account,
            attempt: id,
            device: DeviceId(Uuid::now_v7()),
            question: self.question,
            state: AttemptState::prepared(id, &DIGEST, questions),
        }
    }

    /// Many students at once, without an account's rows being of interest.
    pub(crate) async fn crowd(&self, store: &Store, size: usize) -> Vec<Candidate> {
        let tx = store.begin(Priority::Rest).await.unwrap();
        let mut crowd = Vec::with_capacity(size);
        for number in 0..size {
            let row = super::accounts::person(&format!("student{number}@example.org"));
            let account = AccountId(row.id);
            account::insert(&tx, row).await.unwrap();
            crowd.push(self.candidate(&tx, account).await);
        }
        tx.commit().await.unwrap();
        crowd
    }
}

/// A student as a writer sees them: the attempt's state and the device that writes.
#[derive(Clone)]
pub(crate) struct Candidate {
    pub(crate) account: AccountId,
    pub(crate) attempt: AttemptId,
    pub(crate) device: DeviceId,
    pub(crate) question: QuestionId,
    pub(crate) state: AttemptState,
}

impl Candidate {
    pub(crate) fn open(&mut self, closes_at: Timestamp) -> Append {
        let command = AttemptCommand::Open { device: Some(self.device), closes_at };
        self.decide(command, NOW, Expected::Log)
    }

    pub(crate) fn save(&mut self, revision: i64) -> Append {
        self.save_as(revision, SaveId(Uuid::now_v7()))
    }

    pub(crate) fn save_as(&mut self, revision: i64, save_id: SaveId) -> Append {
        let response = RawValue::from_string(format!(r#"{{"choice":"answer {revision}"}}"#)).unwrap();
        let body = SaveBody::compose(self.question, revision, &response).unwrap();
        let command = AttemptCommand::Save { device: self.device, save_id, body, received_at: NOW };
        self.decide(command, NOW, Expected::Log)
    }

    pub(crate) fn take_over(&mut self, device: DeviceId) -> Append {
        self.device = device;
        self.decide(AttemptCommand::TakeOver { device }, NOW, Expected::Log)
    }

    pub(crate) fn submit(&mut self) -> Append {
        self.decide(AttemptCommand::Submit { device: self.device }, NOW, Expected::Log)
    }

    /// Closes at the deadline, as long as the deadline is still the one that this writer knows.
    pub(crate) fn close(&mut self, now: Timestamp) -> Append {
        let expected = Expected::ClosesAt(self.state.closes_at().unwrap());
        self.decide(AttemptCommand::Close, now, expected)
    }

    fn decide(&mut self, command: AttemptCommand, now: Timestamp, expected: Expected) -> Append {
        let room = RoomView { phase: RoomPhase::Running, grace: GRACE };
        let outcome = step(&self.state, command, &room, Salt([3; 16]), now).unwrap();
        let Outcome::Append(row) = outcome else { panic!("expected a row, got {outcome:?}") };
        apply(&mut self.state, &row).unwrap();
        Append { attempt: self.attempt, row, phase: self.state.phase, device: self.state.device, expected }
    }

    pub(crate) fn is_open(&self) -> bool {
        matches!(self.state.phase, AttemptPhase::Open { .. })
    }
}

pub(crate) async fn person(store: &Store, name: &str) -> AccountId {
    let row = super::accounts::person(&format!("{name}@example.org"));
    let id = AccountId(row.id);
    let tx = store.begin(Priority::Rest).await.unwrap();
    account::insert(&tx, row).await.unwrap();
    tx.commit().await.unwrap();
    id
}

pub(crate) fn exam_row(exam: ExamId, owner: AccountId, title: &str) -> exam::Model {
    exam::Model {
        id: exam.0,
        owner_id: owner.0,
        title: title.to_owned(),
        summary: "100 % of what you need".to_owned(),
        description: String::new(),
        search: exam::searchable(title, "100 % of what you need"),
        language: "en".to_owned(),
        price_minor: None,
        currency: None,
        access_days: 30,
        published_at_us: None,
        paper_id: None,
        created_at_us: NOW.0,
    }
}

pub(crate) fn true_false(name: &str) -> Question {
    let text = Markup::plain("Is it so?");
    let body = QuestionBody::TrueFalse { correct: true, feedback_true: None, feedback_false: None };
    Question { name: name.to_owned(), text, general_feedback: None, body }
}

pub(crate) fn new_question(category: &str) -> question::NewQuestion {
    question::NewQuestion {
        id: QuestionId(Uuid::now_v7()),
        version: QuestionVersionId(Uuid::now_v7()),
        category: category.to_owned(),
        tags: BTreeSet::from(["easy".to_owned(), "short".to_owned()]),
        question: true_false("First"),
        points: Marks::POINT,
    }
}

pub(crate) fn definition(question: &question::NewQuestion) -> PaperDefinition {
    let item = Item::Fixed { question: question.id, version: question.version, points: Marks::from_points(1) };
    let title = SectionTitle::parse("").unwrap();
    let section = Section { title, shuffle: ShufflePolicy::Fixed, items: vec![item] };
    PaperDefinition { sections: vec![section], options: ShufflePolicy::Fixed }
}

pub(crate) fn plan(start: StartMode) -> SittingPlan {
    SittingPlan {
        window_opens_at: NOW,
        window_closes_at: NOW + HOUR,
        time_limit: HOUR,
        grace: GRACE,
        start,
        attempts_allowed: 1,
        release: ReleasePolicy::Manual,
        review: ReviewPolicy::OPEN,
    }
}

pub(crate) async fn schedule(store: &Store, exam: ExamId, paper: PaperId, code: &str, start: StartMode) -> SittingId {
    let id = SittingId(Uuid::now_v7());
    let identity = sitting::Identity {
        id,
        exam,
        paper,
        code: code.to_owned(),
        title: "May".to_owned(),
        paper_key: [5; 32],
        created_at: NOW,
    };
    let plan = plan(start);
    let tx = store.begin(Priority::Rest).await.unwrap();
    sitting::insert(&tx, sitting::Model::new(identity, &plan).unwrap()).await.unwrap();
    let lobby = RoomState::scheduled(plan.window_opens_at, plan.window_closes_at);
    room::insert(&tx, id, &lobby).await.unwrap();
    tx.commit().await.unwrap();
    id
}

pub(crate) fn enrolment_row(sitting: SittingId, account: AccountId) -> enrolment::Model {
    enrolment::Model {
        sitting_id: sitting.0,
        account_id: account.0,
        extra_time_us: 0,
        group_label: String::new(),
        enrolled_at_us: NOW.0,
    }
}

pub(crate) fn prepared(attempt: AttemptId, sitting: SittingId, account: AccountId, number: i64) -> attempt::Model {
    attempt::Model {
        id: attempt.0,
        sitting_id: sitting.0,
        account_id: account.0,
        number,
        paper: r#"{"sections":[]}"#.to_owned(),
        paper_digest: DIGEST.to_vec(),
        seed: Some(vec![1; 32]),
        phase: "prepared".to_owned(),
        opened_at_us: None,
        closes_at_us: None,
        extension_us: 0,
        closed_at_us: None,
        closed_by: None,
        device_id: None,
        last_seq: 0,
        flags: "[]".to_owned(),
        created_at_us: NOW.0,
    }
}
