//! Who has or had access to what, for admins, the latest first.

use super::find_orders::Owner;
use super::inspect_order::{Somebody, somebody};
use super::scope::demand_manager;
use super::views::ExamNamed;
use crate::service::accounts::api::{Caller, people};
use crate::service::exams::api as exams;
use crate::service::instant::Instant;
use crate::service::page::{Page, PageRequest};
use crate::service::{Answer, Context};
use crate::store::payments::access::{self, Filter};
use examhall_domain::id::{AccessId, AccountId, ExamId, OrderId};
use examhall_domain::time::Timestamp;
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;

/// A piece of access.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AccessRow {
    #[schema(value_type = Uuid)]
    pub id: AccessId,
    pub account: Owner,
    pub exam: ExamNamed,
    #[schema(examples("free", "order", "grant"))]
    pub source: String,
    /// The order that it rests on.
    #[schema(value_type = Option<Uuid>)]
    pub order: Option<OrderId>,
    pub starts_at: Instant,
    /// `null` for access without an end.
    pub expires_at: Option<Instant>,
    pub granted_by: Option<Somebody>,
    pub reason: Option<String>,
    pub withdrawn_at: Option<Instant>,
    /// `null` where an order's own way withdrew it.
    pub withdrawn_by: Option<Somebody>,
    pub withdrawn_why: Option<String>,
    pub created_at: Instant,
}

/// A page of access of a person, to an exam, or of everybody to everything.
///
/// # Errors
/// `forbidden`, and those of the store.
pub async fn list_access(
    cx: &Context,
    caller: &Caller,
    account: Option<AccountId>,
    exam: Option<ExamId>,
    page: PageRequest,
) -> Answer<Page<AccessRow>> {
    demand_manager(caller)?;
    let filter = Filter { account, exam };
    let rows = access::list(cx.store.read(), filter, page.after.map(AccessId), page.rows()).await?;
    let (rows, next_cursor) = page.cut(rows, |row| row.id);
    Ok(Page { items: of_rows(cx, rows).await?, next_cursor })
}

/// Rows as an admin sees them.
///
/// # Errors
/// Those of the store.
pub async fn of_rows(cx: &Context, rows: Vec<access::Model>) -> Answer<Vec<AccessRow>> {
    let ids = rows.iter().flat_map(|row| [Some(row.account_id), row.granted_by, row.withdrawn_by]);
    let ids: Vec<AccountId> = ids.flatten().map(AccountId).collect();
    let known = people(cx, &ids).await?;
    let subjects: Vec<ExamId> = rows.iter().map(|row| ExamId(row.exam_id)).collect();
    let titles = exams::titles(&cx.store, &subjects).await?;
    let names: HashMap<AccountId, String> = known.iter().map(|(id, person)| (*id, person.name.clone())).collect();
    let shown = |row: access::Model| {
        let (account, exam) = (AccountId(row.account_id), ExamId(row.exam_id));
        let person = |id: uuid::Uuid| somebody(AccountId(id), &names);
        let at = |at_us: i64| Instant(Timestamp(at_us));
        AccessRow {
            id: AccessId(row.id),
            account: Owner {
                id: account,
                name: names.get(&account).cloned().unwrap_or_default(),
                email: known.get(&account).map(|person| person.email.clone()).unwrap_or_default(),
            },
            exam: ExamNamed { id: exam, title: titles.get(&exam).cloned().unwrap_or_default() },
            source: row.source,
            order: row.order_id.map(OrderId),
            starts_at: at(row.starts_at_us),
            expires_at: row.expires_at_us.map(at),
            granted_by: row.granted_by.map(person),
            reason: row.reason,
            withdrawn_at: row.withdrawn_at_us.map(at),
            withdrawn_by: row.withdrawn_by.map(person),
            withdrawn_why: row.withdrawn_why,
            created_at: at(row.created_at_us),
        }
    };
    Ok(rows.into_iter().map(shown).collect())
}
