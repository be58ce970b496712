//! A new exam: an entry that the catalogue does not show yet, with an empty bank.

use super::authored::{AuthoredExam, authored};
use super::fields::Faults;
use super::scope;
use crate::service::accounts::api::Caller;
use crate::service::audit::{self, Object};
use crate::service::{Answer, Context};
use crate::store::Priority;
use crate::store::exams::exam::{self, searchable};
use examhall_domain::accounts::{Action, Scope};
use examhall_domain::exams::{ExamDescription, ExamTitle};
use examhall_domain::text::BoundedText;
use serde::Deserialize;
use utoipa::ToSchema;

/// The summary in the catalogue's list; may be empty.
pub type ExamSummary = BoundedText<0, 500>;
/// Days for which a paid access lasts unless the author says otherwise.
const ACCESS_DAYS: i64 = 30;

/// What the catalogue will say.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateExam {
    /// 1 to 200 characters.
    pub title: String,
    /// At most 500 characters.
    #[serde(default)]
    pub summary: String,
    /// Markdown, at most 10,000 characters.
    #[serde(default)]
    pub description: String,
    /// BCP 47, such as `en` or `pt-BR`.
    #[schema(examples("en"))]
    pub language: String,
}

/// Makes the exam and gives it to the caller.
///
/// # Errors
/// `forbidden`, `validation-failed`, and those of the store.
pub async fn create_exam(cx: &Context, caller: &Caller, command: CreateExam) -> Answer<AuthoredExam> {
    scope::demand(caller, Action::CreateExam, Scope::NONE)?;
    let row = row(cx, caller, &command)?;
    let transaction = cx.store.begin(Priority::Rest).await?;
    exam::insert(&transaction, row.clone()).await?;
    let object = Object { kind: "exam", id: &row.id };
    audit::record(cx, &transaction, Some(caller.account), "exams.created", object, serde_json::json!({})).await?;
    transaction.commit().await?;
    authored(cx, caller, row).await
}

fn row(cx: &Context, caller: &Caller, command: &CreateExam) -> Answer<exam::Model> {
    let mut faults = Faults::default();
    let title: Option<ExamTitle> = faults.text("/title", &command.title);
    let summary: Option<ExamSummary> = faults.text("/summary", &command.summary);
    let description: Option<ExamDescription> = faults.text("/description", &command.description);
    if !is_language(&command.language) {
        faults.add("/language", "invalid");
    }
    let (Some(title), Some(summary), Some(description), true) = (title, summary, description, faults.is_empty()) else {
        return Err(faults.refusal().into());
    };
    Ok(exam::Model {
        id: cx.ids.uuid(),
        owner_id: caller.account.0,
        search: searchable(title.as_str(), summary.as_str()),
        title: title.into(),
        summary: summary.into(),
        description: description.into(),
        language: command.language.clone(),
        price_minor: None,
        currency: None,
        access_days: ACCESS_DAYS,
        published_at_us: None,
        paper_id: None,
        created_at_us: cx.clock.now().0,
    })
}

/// The shape of a language tag (RFC 5646): a language of two or three letters, then subtags of up to eight characters.
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    let is_language = (2..=3).contains(&language.len()) && language.bytes().all(|b| b.is_ascii_alphabetic());
    let is_subtag = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    tag.len() <= 35 && is_language && parts.all(is_subtag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_tags_have_their_shape() {
        for good in ["en", "fr", "pt-BR", "zh-Hant-TW", "ast"] {
            assert!(is_language(good), "{good}");
        }
        for bad in ["", "e", "english", "en-", "en_GB", "en-abcdefghi", "é"] {
            assert!(!is_language(bad), "{bad}");
        }
    }
}
