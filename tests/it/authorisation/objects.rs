//! The exam that rows speak of: published, with a paper and a sitting, made anew whenever a row has changed it.

use crate::payments::till::{bought, dead_letter};
use crate::store::pictures::{GIF, gif};
use examhall::gateway::cipher;
use examhall::store::exams::exam_picture::{self, Addition};
use examhall::store::exams::{enrolment, exam, paper, question, sitting, staff};
use examhall::store::media::picture;
use examhall::store::rooms::room;
use examhall::store::{Priority, Store};
use examhall_domain::exams::{
    Item, Marks, Markup, MarkupFormat, PaperDefinition, Question, QuestionBody, ReleasePolicy, ReviewPolicy, Section,
    ShufflePolicy, SittingPlan, StartMode,
};
use examhall_domain::id::{AccountId, ExamId, JobId, OrderId, PaperId, QuestionId, QuestionVersionId, SittingId};
use examhall_domain::rooms::RoomState;
use examhall_domain::text::BoundedText;
use examhall_domain::time::{Span, Timestamp};
use std::collections::BTreeSet;
use uuid::Uuid;

/// How far a sitting has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Nobody has come yet.
    Lobby,
    /// The student's attempt is open.
    Open,
    /// It is open, and the room is paused.
    Paused,
    /// It is handed in with an essay that nobody has marked.
    Waiting,
    /// It is handed in, marked and released.
    Marked,
}

/// Who has to do with the exam.
pub(super) struct Ties {
    pub(super) owner: AccountId,
    pub(super) proctor: AccountId,
    pub(super) student: AccountId,
}

/// The exam and its sitting, which can be entered now.
#[derive(Clone, Copy)]
pub(super) struct Held {
    pub(super) exam: ExamId,
    pub(super) question: QuestionId,
    pub(super) sitting: SittingId,
    /// The student's paid order for the exam.
    pub(super) order: OrderId,
    /// A job of it that was given up.
    pub(super) job: JobId,
}

/// What seals the paper and its picture.
const KEY: [u8; 32] = [0; 32];

/// The name under which the picture of the question is fetched before the start.
pub(super) fn sealed_name() -> String {
    let derived = cipher::derive(&KEY, format!("examhall.picture.name {}", gif().digest()).as_bytes());
    derived[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(super) async fn hold(store: &Store, ties: &Ties, now: Timestamp) -> Held {
    let (order, job) = (OrderId(Uuid::nil()), JobId(Uuid::nil()));
    let (exam, question, sitting) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
    let held = Held { exam: ExamId(exam), question: QuestionId(question), sitting: SittingId(sitting), order, job };
    let (version, paper_id) = (QuestionVersionId(Uuid::now_v7()), PaperId(Uuid::now_v7()));
    let plan = plan(now);
    let identity = sitting::Identity {
        id: held.sitting,
        exam: held.exam,
        paper: paper_id,
        code: held.sitting.0.simple().to_string(),
        title: "Sitting".to_owned(),
        paper_key: KEY,
        created_at: now,
    };
    let lobby = RoomState::scheduled(plan.window_opens_at, plan.window_closes_at);
    let transaction = store.begin(Priority::Rest).await.unwrap();
    exam::insert(&transaction, row(held.exam, ties.owner, paper_id, now)).await.unwrap();
    picture::insert(&transaction, &gif(), now).await.unwrap();
    let addition = Addition { exam: held.exam, author: ties.owner, at: now };
    exam_picture::insert(&transaction, addition, gif().digest(), GIF.len()).await.unwrap();
    let essay = essay(held.question, version);
    question::insert_many(&transaction, held.exam, ties.owner, now, &[essay]).await.unwrap();
    paper::insert(&transaction, paper_id, held.exam, &definition(held.question, version), now).await.unwrap();
    sitting::insert(&transaction, sitting::Model::new(identity, &plan).unwrap()).await.unwrap();
    room::insert(&transaction, held.sitting, &lobby).await.unwrap();
    staff::assign(&transaction, held.sitting, ties.proctor).await.unwrap();
    let enrolment = enrolment::Model {
        sitting_id: held.sitting.0,
        account_id: ties.student.0,
        extra_time_us: 0,
        group_label: String::new(),
        enrolled_at_us: now.0,
    };
    enrolment::insert(&transaction, enrolment).await.unwrap();
    transaction.commit().await.unwrap();
    let order = bought(store, ties.student, held.exam).await.id;
    Held { order, job: dead_letter(store, order).await, ..held }
}

fn row(id: ExamId, owner: AccountId, paper: PaperId, now: Timestamp) -> exam::Model {
    exam::Model {
        id: id.0,
        owner_id: owner.0,
        title: "Exam".to_owned(),
        summary: String::new(),
        description: String::new(),
        search: "exam".to_owned(),
        language: "en".to_owned(),
        price_minor: None,
        currency: None,
        access_days: 30,
        published_at_us: Some(now.0),
        paper_id: Some(paper.0),
        created_at_us: now.0,
    }
}

fn essay(id: QuestionId, version: QuestionVersionId) -> question::NewQuestion {
    let question = Question {
        name: "Essay".to_owned(),
        text: Markup::new(MarkupFormat::Html, format!("Of <img src=\"picture:{}\" alt=\"a dot\">.", gif().digest())),
        general_feedback: None,
        body: QuestionBody::Essay {},
    };
    let (category, tags) = (String::new(), BTreeSet::new());
    question::NewQuestion { id, version, category, tags, question, points: Marks::POINT }
}

fn definition(question: QuestionId, version: QuestionVersionId) -> PaperDefinition {
    let items = vec![Item::Fixed { question, version, points: Marks::POINT }];
    let section = Section { title: BoundedText::parse("").unwrap(), shuffle: ShufflePolicy::Fixed, items };
    PaperDefinition { sections: vec![section], options: ShufflePolicy::Fixed }
}

fn plan(now: Timestamp) -> SittingPlan {
    SittingPlan {
        window_opens_at: now,
        window_closes_at: now + Span::from_secs(24 * 60 * 60),
        time_limit: Span::from_secs(3600),
        grace: Span::from_secs(5),
        start: StartMode::Proctor,
        attempts_allowed: 1,
        release: ReleasePolicy::Manual,
        review: ReviewPolicy::OPEN,
    }
}
