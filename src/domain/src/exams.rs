//! Exams: questions, papers, responses and how they are marked.
//!
//! Everything between a teacher's file and a student's mark that is a rule: reading GIFT, drawing a paper, deciding
//! what a student may see of it, reading a response and marking it. It knows neither rooms nor clocks nor storage;
//! it never renders markup, since only a sanitiser outside may turn an author's text into HTML.

pub mod bank;
pub mod by_hand;
pub mod decimal;
pub mod enrolment;
pub mod exam;
pub mod gift;
pub mod marking;
pub mod marks;
pub mod markup;
pub mod paper;
pub mod question;
pub mod response;
pub mod result;
pub mod rubric;
mod shuffle;
pub mod sitting;
pub mod statistics;
pub mod student;

pub use by_hand::{HandMark, MarkComment};
pub use decimal::Decimal;
pub use enrolment::{EnrolmentList, GroupLabel, LineFault, ListFault, Terms, TermsChange};
pub use exam::{ExamDescription, ExamSlug, ExamTitle};
pub use marking::{Correctness, QuestionMark, mark};
pub use marks::{Fraction, Marks};
pub use markup::{Markup, MarkupFormat};
pub use paper::{
    AttemptPaper, AttemptQuestion, AttemptSection, DrawSource, DrawStanding, Item, PaperDefinition, PaperFault,
    PoolEntry, Section, SectionTitle, ShufflePolicy, materialise,
};
pub use question::{
    CaseRule, Choice, Match, NumericalAnswer, NumericalRange, OptionId, Question, QuestionBody, QuestionFault,
    QuestionKind, QuestionSource, Stem, TextAnswer,
};
pub use response::{Response, ResponseFault, ResponseRejection, TruthChoice};
pub use result::{AttemptResult, CorrectAnswer, MarkedQuestion, QuestionView, ResultView, ReviewPolicy, Visibility};
pub use rubric::{Criterion, Level, Rubric};
pub use sitting::{PlanField, PlanStage, ReleasePolicy, SittingFault, SittingPlan, StartMode};
pub use statistics::Statistics;
pub use student::{Render, StudentPaper};
