//! What an exam costs, and for somebody signed in: what they have of it, and whether an order waits to be paid.

use super::access_state::AccessState;
use super::check_access::{self, state};
use super::checkout;
use super::views::ExamNamed;
use crate::service::accounts::api::Caller;
use crate::service::exams::api::Offer;
use crate::service::instant::Instant;
use crate::service::money::MoneyView;
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context};
use crate::store::payments::open_order::{self, Wish};
use crate::store::payments::order;
use examhall_domain::accounts::{Action, Decision, Scope, Tie, permits};
use examhall_domain::id::{ExamId, OrderId};
use examhall_domain::payments::access::starts_at;
use examhall_domain::payments::{OrderStatus, Subject};
use serde::Serialize;
use utoipa::ToSchema;

/// What an exam costs.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Pricing {
    pub exam: ExamNamed,
    /// `null` for a free exam.
    pub price: Option<MoneyView>,
    /// For how many days one order gives access.
    pub access_days: u32,
    /// The gateways that take this price, by name; none when it cannot be bought at present.
    pub gateways: Vec<String>,
    /// Only for somebody signed in.
    pub access: Option<AccessState>,
    /// The caller's order for it that is open or looked at by a person; only for somebody signed in.
    pub open_order: Option<OpenOrder>,
    /// When access that is bought now would begin, if not at once.
    pub renewal_from: Option<Instant>,
}

/// An order that has not come to its end.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct OpenOrder {
    #[schema(value_type = Uuid)]
    pub id: OrderId,
    #[schema(value_type = String, examples("awaiting_payment"))]
    pub status: OrderStatus,
}

/// The price, if the exam is published or the caller's to manage.
///
/// # Errors
/// `not-found`, and those of the store.
pub async fn read_pricing(cx: &Context, caller: Option<&Caller>, exam: ExamId) -> Answer<Pricing> {
    let offer = check_access::offer(cx, exam).await?.filter(|offer| offer.is_published || manages(caller, offer));
    let offer = offer.ok_or(ProblemType::NotFound)?;
    let mut pricing = Pricing {
        exam: ExamNamed { id: exam, title: offer.title.clone() },
        price: offer.price.map(MoneyView::from),
        access_days: offer.access_days,
        gateways: offer.price.map(|price| checkout::gateways(cx, price)).unwrap_or_default(),
        access: None,
        open_order: None,
        renewal_from: None,
    };
    let Some(caller) = caller else { return Ok(pricing) };
    pricing.access = Some(state(cx, caller.account, exam).await?);
    if offer.price.is_some() {
        pricing.open_order = open_order(cx, caller, exam).await?;
        let (spans, now) = (check_access::spans(cx, caller.account, exam).await?, cx.clock.now());
        let begins = starts_at(&spans, now);
        pricing.renewal_from = (begins > now).then_some(Instant(begins));
    }
    Ok(pricing)
}

fn manages(caller: Option<&Caller>, offer: &Offer) -> bool {
    let Some(caller) = caller else { return false };
    let scope = if caller.account == offer.owner { Scope::NONE.with(Tie::OwnsExam) } else { Scope::NONE };
    permits(caller.roles, Action::ManageExam, scope) == Decision::Allowed
}

/// The order that is to be paid; without one, that which a person looks at, so that nobody pays a second time meanwhile.
async fn open_order(cx: &Context, caller: &Caller, exam: ExamId) -> Answer<Option<OpenOrder>> {
    let subject_kind = Subject::Exam(exam).kind();
    let wish = Wish { account: caller.account, subject_kind, subject: exam.0 };
    let found = match open_order::find(cx.store.read(), wish).await? {
        Some(id) => order::find(cx.store.read(), id).await?,
        None => order::find_in_review(cx.store.read(), caller.account, exam).await?,
    };
    Ok(found.map(|order| OpenOrder { id: order.id, status: order.status() }))
}
