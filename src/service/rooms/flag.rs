//! Marking a question for a second look: the student's own note, kept so that another device shows it too.

use crate::service::accounts::api::Caller;
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context};
use crate::store::rooms::attempt;
use crate::store::{Priority, json};
use examhall_domain::id::{AttemptId, QuestionId};

/// Whether a question is flagged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flag {
    Raised,
    Lowered,
}

/// Raises or lowers a flag on a question of an open attempt.
///
/// # Errors
/// `not-found`, `unknown-question`, `attempt-not-open`, and those of the store.
pub async fn flag(cx: &Context, caller: &Caller, id: AttemptId, question: QuestionId, flag: Flag) -> Answer<()> {
    let transaction = cx.store.begin(Priority::Rest).await?;
    let row = attempt::hold_own(&transaction, id, caller.account).await?.ok_or(ProblemType::NotFound)?;
    if row.read_paper()?.find(question).is_none() {
        return Err(ProblemType::UnknownQuestion.into());
    }
    let mut flags: Vec<QuestionId> = json::decode("attempts.flags", &row.flags)?;
    flags.retain(|flagged| *flagged != question);
    if flag == Flag::Raised {
        flags.push(question);
    }
    let flags = json::encode("attempts.flags", &flags)?;
    if !attempt::set_flags(&transaction, id, caller.account, &flags).await? {
        return Err(ProblemType::AttemptNotOpen.into());
    }
    transaction.commit().await?;
    Ok(())
}
