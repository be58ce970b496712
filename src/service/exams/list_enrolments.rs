//! Who is enrolled in a sitting, for its author: searched, filtered by group and in pages.

use super::scope;
use crate::service::accounts::api::{Caller, names_of};
use crate::service::instant::Instant;
use crate::service::page::{Page, PageRequest};
use crate::service::problem::{ProblemType, Refusal};
use crate::service::{Answer, Context};
use crate::store::exams::enrolment::{self, Member};
use examhall_domain::accounts::Action;
use examhall_domain::id::{AccountId, SittingId};
use examhall_domain::text::folded;
use examhall_domain::time::{Span, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

/// Longest search, in characters.
pub const QUERY_CHARS_MAX: usize = 200;

/// Somebody who is enrolled.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EnrolmentRow {
    #[schema(value_type = Uuid)]
    pub account: AccountId,
    pub name: String,
    pub email: String,
    /// Whether the address was shown to be the person's own.
    pub email_verified: bool,
    /// Empty for no group.
    pub group: String,
    pub extra_time_s: i64,
    pub enrolled_at: Instant,
    /// Whether the person has been in the room; then they stay on the list.
    pub entered: bool,
}

/// Who is looked for.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// Words that are each in the name or in the address, whatever their case and accents.
    pub query: String,
    /// Only this group; the empty one is everybody without a group.
    pub group: Option<String>,
}

/// A page of the people that fit, by name.
///
/// # Errors
/// `forbidden`, `not-found`, `validation-failed` for a search that is too long or a cursor that was not given out here, and
/// those of the store.
pub async fn list_enrolments(
    cx: &Context,
    caller: &Caller,
    sitting: SittingId,
    search: &Search,
    page: &PageRequest,
) -> Answer<Page<EnrolmentRow>> {
    scope::sitting(cx, caller, Action::AdjustEnrolment, sitting).await?;
    if search.query.chars().count() > QUERY_CHARS_MAX {
        return Err(Refusal::new(ProblemType::ValidationFailed).field("/query", "invalid").into());
    }
    let after = match page.after {
        Some(person) => Some(place_of(cx, AccountId(person)).await?),
        None => None,
    };
    // A roster is bounded by what a room can take. It is sorted and searched here, by Unicode's rules, because databases
    // differ in theirs.
    let mut found: Vec<(Place, Member)> = enrolment::roster(cx.store.read(), sitting)
        .await?
        .into_iter()
        .filter(|member| search.fits(member))
        .map(|member| (Place::of(&member.name, AccountId(member.account_id)), member))
        .filter(|(place, _)| after.as_ref().is_none_or(|after| place > after))
        .collect();
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    let (shown, next_cursor) = page.cut(found, |(_, member)| member.account_id);
    let entered = cx.rooms.entered(&cx.store, sitting).await?;
    let row = |(_, member): (Place, Member)| EnrolmentRow {
        account: AccountId(member.account_id),
        entered: entered.contains(&AccountId(member.account_id)),
        name: member.name,
        email: member.email,
        email_verified: member.email_verified_at_us.is_some(),
        group: member.group_label,
        extra_time_s: Span(member.extra_time_us).as_secs(),
        enrolled_at: Timestamp(member.enrolled_at_us).into(),
    };
    Ok(Page { items: shown.into_iter().map(row).collect(), next_cursor })
}

/// Where somebody stands in the list, whether or not they are still on it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place(String, AccountId);

impl Place {
    fn of(name: &str, account: AccountId) -> Self {
        Self(folded(name), account)
    }
}

async fn place_of(cx: &Context, person: AccountId) -> Answer<Place> {
    let name = names_of(cx, &[person]).await?.remove(&person);
    let unknown = || Refusal::new(ProblemType::ValidationFailed).field("/cursor", "invalid");
    Ok(Place::of(&name.ok_or_else(unknown)?, person))
}

impl Search {
    fn fits(&self, member: &Member) -> bool {
        let text = folded(&format!("{}\n{}", member.name, member.email));
        let in_group = self.group.as_ref().is_none_or(|group| *group == member.group_label);
        in_group && folded(&self.query).split_whitespace().all(|word| text.contains(word))
    }
}
