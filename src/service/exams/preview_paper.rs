//! A paper that is being written, as it would be: what is wrong with it, what it adds up to, and what some students would
//! get. Nothing is stored.

use super::fields::Faults;
use super::pictured;
use super::render::render;
use super::scope;
use super::written_paper::DefinePaper;
use super::written_paper::resolve::{Resolved, resolve};
use crate::service::accounts::api::Caller;
use crate::service::instant::Instant;
use crate::service::media::api::PicturesKnown;
use crate::service::problem::FieldFault;
use crate::service::{Answer, Context, texts};
use crate::store::exams::{paper, question_version};
use crate::store::{StoreError, json};
use examhall_domain::accounts::{Action, Locale};
use examhall_domain::exams::{
    AttemptPaper, DrawStanding, Item, Marks, PaperDefinition, PaperFault, Question, QuestionKind, Section,
    StudentPaper, materialise,
};
use examhall_domain::id::{ExamId, PaperId, QuestionVersionId};
use examhall_domain::picture::PictureDigest;
use examhall_domain::seed::Seed;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;

/// What to look at.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewPaper {
    pub paper: DefinePaper,
    /// Numbers of students whose papers are shown, 5 at most unless set otherwise: the same number draws the same again while
    /// the paper stays the same.
    #[serde(default)]
    pub samples: Vec<u32>,
}

/// What became of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PaperPreview {
    /// The version that is published now; 0 before the first.
    pub published_version: i64,
    /// How many questions an attempt would have.
    pub questions: usize,
    /// What an attempt would be worth, in 10⁻⁵ of a point.
    #[schema(value_type = i64)]
    pub points: Marks,
    /// As they were sent; none where there are more sections or entries than a paper may have.
    pub sections: Vec<SectionPreview>,
    /// What keeps it from being published.
    pub faults: Vec<PaperRemark>,
    /// In the order that they were asked for; none while there is a fault.
    pub samples: Vec<PaperSample>,
}

/// A section.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SectionPreview {
    pub questions: usize,
    /// In 10⁻⁵ of a point.
    #[schema(value_type = i64)]
    pub points: Marks,
    pub items: Vec<ItemPreview>,
}

/// An entry.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ItemPreview {
    /// `null` where the exam has no such question.
    Question(Option<NamedCard>),
    Draw(DrawCard),
}

/// A question at its latest version, without what is asked.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NamedCard {
    pub name: String,
    #[schema(value_type = String, examples("single_choice"))]
    pub kind: QuestionKind,
    /// Its parts separated by `/`; empty at the top.
    pub category: String,
    /// Counted from 1.
    pub version: i64,
    /// `null` while papers can be made of it.
    pub archived_at: Option<Instant>,
}

/// A draw.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DrawCard {
    /// How many questions there are to draw from.
    pub pool: usize,
    /// How many are left of them in the worst case, since no question is asked twice; `null` while some draw is beyond its
    /// bounds.
    pub available: Option<usize>,
}

/// Something wrong.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PaperRemark {
    /// JSON pointer (RFC 6901) into the paper.
    pub pointer: String,
    /// Stable.
    pub code: &'static str,
    /// A sentence that says what to do.
    pub detail: String,
}

/// What a student would get.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PaperSample {
    /// The student's number.
    pub number: u32,
    /// As in an attempt.
    #[schema(value_type = Object)]
    pub paper: Value,
}

/// Looks at the paper in the author's language.
///
/// # Errors
/// `forbidden`, `not-found`, `validation-failed` for more samples than the settings allow, and those of the store; what is
/// wrong with the paper is in the answer.
pub async fn preview_paper(
    cx: &Context,
    caller: &Caller,
    exam: ExamId,
    command: PreviewPaper,
    locale: Locale,
) -> Answer<PaperPreview> {
    let row = scope::exam(cx, caller, Action::ManageExam, exam).await?;
    let samples_max = cx.settings.exams.preview_samples_max;
    if command.samples.len() > samples_max {
        let mut faults = Faults::default();
        faults.add_with("/samples", "too_many", vec![("max", samples_max.to_string())]);
        return Err(faults.refusal().into());
    }
    let published_version = match row.paper_id {
        Some(id) => paper::find_version(cx.store.read(), PaperId(id)).await?.unwrap_or(0),
        None => 0,
    };
    let resolved = resolve(cx, exam, &command.paper).await?;
    let remark = |fault: &FieldFault| PaperRemark {
        pointer: fault.pointer.clone(),
        code: fault.code,
        detail: texts::text(locale, &format!("field.{}", fault.code), &fault.args),
    };
    Ok(PaperPreview {
        published_version,
        questions: resolved.definition.question_count(),
        points: resolved.definition.points(),
        sections: sections(&resolved),
        faults: resolved.faults.found().iter().map(remark).collect(),
        samples: draw(cx, exam, resolved, command.samples).await?,
    })
}

fn sections(resolved: &Resolved) -> Vec<SectionPreview> {
    let standings = resolved.definition.draws().unwrap_or_default();
    let place = |draw: &DrawStanding| ((draw.section, draw.item), draw.available);
    let available: BTreeMap<(usize, usize), usize> = standings.iter().map(place).collect();
    let item = |at: (usize, usize), item: &Item| match item {
        Item::Fixed { question, .. } => {
            ItemPreview::Question(resolved.questions.get(question).map(|named| NamedCard {
                name: named.name.clone(),
                kind: named.kind,
                category: named.category.clone(),
                version: named.version_number,
                archived_at: named.archived_at.map(Instant),
            }))
        }
        Item::Draw { pool, .. } => {
            ItemPreview::Draw(DrawCard { pool: pool.len(), available: available.get(&at).copied() })
        }
    };
    let section = |(at, section): (usize, &Section)| SectionPreview {
        questions: section.question_count(),
        points: section.points(),
        items: section.items.iter().enumerate().map(|(place, entry)| item((at, place), entry)).collect(),
    };
    resolved.definition.sections.iter().enumerate().map(section).collect()
}

async fn draw(
    cx: &Context,
    exam: ExamId,
    resolved: Resolved,
    numbers: Vec<u32>,
) -> Result<Vec<PaperSample>, StoreError> {
    if numbers.is_empty() || !resolved.faults.is_empty() {
        return Ok(Vec::new());
    }
    let definition = resolved.definition;
    let mut versions: Vec<QuestionVersionId> = definition.versions().collect();
    versions.sort_unstable();
    versions.dedup();
    let questions = question_version::find_many(cx.store.read(), &versions).await?;
    let drawn = off_the_loop(move || Drawn::new(&definition, questions, numbers)).await?;
    let pictures = pictured::known_of(cx, exam, drawn.pictures()).await?;
    off_the_loop(move || drawn.show(&pictures)).await
}

/// Sanitising takes its time, and so do large papers.
async fn off_the_loop<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    let worked = tokio::task::spawn_blocking(work).await;
    worked.map_err(|why| StoreError::corrupt("question_versions.body", &why))?
}

/// Papers as they were drawn, with the questions that they ask; only these are rendered, since a pool may be a hundred
/// times as large.
struct Drawn {
    papers: Vec<(u32, AttemptPaper)>,
    questions: BTreeMap<QuestionVersionId, Question>,
}

impl Drawn {
    fn new(
        definition: &PaperDefinition,
        mut questions: BTreeMap<QuestionVersionId, Question>,
        numbers: Vec<u32>,
    ) -> Result<Self, StoreError> {
        let draw = |number| Ok((number, materialise(definition, &questions, Seed::of_example(number))?));
        let papers: Result<Vec<(u32, AttemptPaper)>, PaperFault> = numbers.into_iter().map(draw).collect();
        let papers = papers.map_err(corrupt)?;
        let asked: BTreeSet<QuestionVersionId> =
            papers.iter().flat_map(|(_, paper)| paper.positions()).map(|(_, question)| question.version).collect();
        questions.retain(|version, _| asked.contains(version));
        Ok(Self { papers, questions })
    }

    fn pictures(&self) -> BTreeSet<PictureDigest> {
        self.questions.values().flat_map(pictured::named_in).collect()
    }

    fn show(&self, pictures: &PicturesKnown) -> Result<Vec<PaperSample>, StoreError> {
        let render = |markup: &_| render(markup, pictures);
        let show = |(number, paper): &(u32, AttemptPaper)| {
            let shown = StudentPaper::build(paper, &self.questions, &render).map_err(corrupt)?;
            Ok(PaperSample { number: *number, paper: json::value("question_versions.body", &shown)? })
        };
        self.papers.iter().map(show).collect()
    }
}

fn corrupt(fault: PaperFault) -> StoreError {
    StoreError::corrupt("question_versions.body", &fault)
}
