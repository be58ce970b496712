//! Everybody's results of a sitting, for its author.

use super::api::{AttemptMark, ResultStanding};
use super::scope;
use crate::service::accounts::api::Caller;
use crate::service::instant::Instant;
use crate::service::page::Page;
use crate::service::{Answer, Context};
use crate::store::exams::enrolment::{self, Member};
use examhall_domain::accounts::Action;
use examhall_domain::exams::Marks;
use examhall_domain::id::{AccountId, AttemptId, SittingId};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// One person, or one of their attempts.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ResultRow {
    #[schema(value_type = Uuid)]
    pub account: AccountId,
    pub name: String,
    pub email: String,
    /// Empty for no group.
    pub group: String,
    /// `null` for somebody who did not come.
    pub attempt: Option<ResultAttempt>,
}

/// An attempt with what it was marked with.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ResultAttempt {
    #[schema(value_type = Uuid)]
    pub id: AttemptId,
    pub number: i64,
    #[schema(examples("prepared", "open", "closed"))]
    pub phase: &'static str,
    pub closed_at: Option<Instant>,
    #[schema(examples("submit", "deadline", "ended"))]
    pub closed_by: Option<&'static str>,
    /// In 10⁻⁵ of a point; `null` while it is not marked.
    #[schema(value_type = Option<i64>)]
    pub score: Option<Marks>,
    /// In 10⁻⁵ of a point.
    #[schema(value_type = Option<i64>)]
    pub max: Option<Marks>,
    /// Whether a person still has to mark something.
    pub provisional: bool,
}

/// Everybody on the roster by name, each attempt on a row of its own.
///
/// # Errors
/// `forbidden`, `not-found`, and those of the store.
pub async fn list_results(cx: &Context, caller: &Caller, sitting: SittingId) -> Answer<Page<ResultRow>> {
    scope::sitting(cx, caller, Action::ViewResults, sitting).await?;
    let roster = enrolment::roster(cx.store.read(), sitting).await?;
    let mut attempts: BTreeMap<AccountId, Vec<ResultStanding>> = BTreeMap::new();
    for standing in cx.rooms.results(&cx.store, sitting).await? {
        attempts.entry(standing.account).or_default().push(standing);
    }
    let items = roster.into_iter().flat_map(|member| {
        let own = attempts.remove(&AccountId(member.account_id)).unwrap_or_default();
        rows(&member, own)
    });
    Ok(Page::whole(items.collect()))
}

fn rows(member: &Member, attempts: Vec<ResultStanding>) -> Vec<ResultRow> {
    let row = |attempt| ResultRow {
        account: AccountId(member.account_id),
        name: member.name.clone(),
        email: member.email.clone(),
        group: member.group_label.clone(),
        attempt,
    };
    if attempts.is_empty() {
        return vec![row(None)];
    }
    attempts.into_iter().map(|standing| row(Some(attempt(standing)))).collect()
}

fn attempt(standing: ResultStanding) -> ResultAttempt {
    let mark: Option<AttemptMark> = standing.mark;
    ResultAttempt {
        id: standing.attempt.id,
        number: standing.attempt.number,
        phase: standing.attempt.phase,
        closed_at: standing.closed_at.map(Instant),
        closed_by: standing.closed_by,
        score: mark.map(|mark| mark.score),
        max: mark.map(|mark| mark.max),
        provisional: mark.is_some_and(|mark| mark.provisional),
    }
}
