//! Proves the books: every timeline is whole and says what was written down, every entry comes to nothing, every line is what
//! its event means, and what all lines of an order come to is what its payments and refunds say. Changes nothing.
//!
//! A server may run beside it: what disagrees is read once more before it counts.

use crate::service::{Answer, Context, Error};
use crate::store::StoreError;
use crate::store::payments::event::Model as EventRow;
use crate::store::payments::ledger::{self, Model as LineRow, Sum};
use crate::store::payments::{access, event, order};
use examhall_domain::id::OrderId;
use examhall_domain::money::Currency;
use examhall_domain::payments::{Balances, Entitlement, LedgerAccount, Order, balances, postings};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How many orders are read at once.
const PAGE: u64 = 200;
/// How often an order is read that moves on meanwhile.
const READS_MAX: u32 = 5;
/// So many orders of which only timeline or lines are left are named; there are none in a sound house.
const STRAYS_MAX: u32 = 100;

/// What the walk tells while it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// An order's books are wrong.
    Fault { order: OrderId, reason: String },
    /// So many of so many orders are behind it.
    Progress { done: u64, total: u64 },
}

/// What the walk found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub orders: u64,
    pub entries: u64,
    pub lines: u64,
    pub faults: u64,
    /// By currency and account; a debit is positive.
    pub balances: BTreeMap<(String, String), i128>,
}

/// Everything that belongs to an order, of one moment.
struct Books {
    order: Order,
    head: Option<[u8; 32]>,
    events: Vec<EventRow>,
    lines: Vec<LineRow>,
    access: Option<access::Model>,
}

/// Walks all orders from the first.
///
/// # Errors
/// Those of the store; faults of the books are told and counted.
pub async fn verify_ledger(cx: &Context, mut tell: impl FnMut(Told)) -> Answer<Summary> {
    let store = cx.store.read();
    let total = order::count(store).await?;
    let (mut summary, mut after) = (Summary::default(), None);
    loop {
        let orders = order::page(store, after, PAGE).await?;
        let Some(last) = orders.last() else { break };
        after = Some(last.id);
        for books in read(cx, orders).await? {
            check_one(cx, books, &mut summary, &mut tell).await?;
        }
        tell(Told::Progress { done: summary.orders, total: total.max(summary.orders) });
    }
    for stray in order::strays(store, STRAYS_MAX).await? {
        summary.faults += 1;
        tell(Told::Fault { order: stray, reason: "it has a timeline or lines in the ledger, and no row".to_owned() });
    }
    summary.balances = added_up(&ledger::sums(store).await?)?;
    for currency in unbalanced(&summary.balances) {
        summary.faults += 1;
        let reason = format!("debits and credits in {currency} differ");
        tell(Told::Fault { order: OrderId(uuid::Uuid::nil()), reason });
    }
    Ok(summary)
}

async fn read(cx: &Context, orders: Vec<Order>) -> Result<Vec<Books>, StoreError> {
    let store = cx.store.read();
    let ids: Vec<OrderId> = orders.iter().map(|order| order.id).collect();
    let heads = order::timeline_heads(store, &ids).await?;
    let mut events = event::of_orders(store, &ids).await?;
    let mut lines = ledger::of_orders(store, &ids).await?;
    let access = access::of_orders(store, &ids).await?;
    let mut access: HashMap<_, _> = access.into_iter().map(|row| (row.order_id, row)).collect();
    let books = |order: Order| Books {
        head: heads.get(&order.id).copied(),
        events: events.remove(&order.id).unwrap_or_default(),
        lines: lines.remove(&order.id).unwrap_or_default(),
        access: access.remove(&Some(order.id.0)),
        order,
    };
    Ok(orders.into_iter().map(books).collect())
}

async fn check_one(
    cx: &Context,
    mut books: Books,
    summary: &mut Summary,
    tell: &mut impl FnMut(Told),
) -> Result<(), Error> {
    let mut found = check(&books);
    for _ in 1..READS_MAX {
        if found.is_ok() {
            break;
        }
        // The rows may be of two moments: what is wrong stays wrong.
        let version = books.order.version;
        let Some(order) = order::find(cx.store.read(), books.order.id).await? else { break };
        let Some(again) = read(cx, vec![order]).await?.pop() else { break };
        books = again;
        found = check(&books);
        if books.order.version == version && found.is_err() {
            break;
        }
    }
    summary.orders += 1;
    summary.lines += books.lines.len() as u64;
    summary.entries += entries(&books.lines).len() as u64;
    if let Err(reason) = found {
        summary.faults += 1;
        tell(Told::Fault { order: books.order.id, reason });
    }
    Ok(())
}

fn check(books: &Books) -> Result<(), String> {
    is_whole(books)?;
    let lines = entries(&books.lines);
    for (entry, rows) in &lines {
        sums_to_nothing(*entry, rows)?;
    }
    follows_from_events(&books.events, &lines)?;
    agrees_with_order(&books.order, &books.lines)?;
    access_follows(books)
}

/// Its events are numbered from one to the last that its row knows, and come to the head that the row keeps.
fn is_whole(books: &Books) -> Result<(), String> {
    let gap = books.events.iter().zip(1..).find(|(event, seq)| event.seq != *seq);
    require(gap.is_none(), || format!("event {}: its timeline has it not", gap.map_or(0, |(_, seq)| seq)))?;
    let (last, known) = (books.events.last().map_or(0, |event| event.seq), books.order.events);
    require(last == known, || format!("its timeline ends with {last} and its row says {known}"))?;
    let head = event::head_after(None, books.order.id, &books.events).map_err(|why| why.to_string())?;
    require(books.head == Some(head), || "its timeline is not what was written down".to_owned())
}

fn entries(lines: &[LineRow]) -> BTreeMap<i64, Vec<&LineRow>> {
    let mut found: BTreeMap<i64, Vec<&LineRow>> = BTreeMap::new();
    for line in lines {
        found.entry(line.entry).or_default().push(line);
    }
    found
}

fn sums_to_nothing(entry: i64, rows: &[&LineRow]) -> Result<(), String> {
    let mut sums: BTreeMap<&str, i128> = BTreeMap::new();
    for row in rows {
        *sums.entry(&row.currency).or_default() += i128::from(row.amount_minor);
    }
    require(sums.values().all(|sum| *sum == 0), || format!("entry {entry}: its lines do not come to nothing"))
}

fn follows_from_events(events: &[EventRow], lines: &BTreeMap<i64, Vec<&LineRow>>) -> Result<(), String> {
    for row in events {
        let seq = row.seq;
        let event = row.event().map_err(|why| format!("event {seq}: {why}"))?;
        let wanted = postings(&event);
        let found = lines.get(&seq).map(Vec::as_slice).unwrap_or_default();
        let same = wanted.len() == found.len()
            && wanted
                .iter()
                .zip(found)
                .all(|(wanted, found)| found.kind == event.kind() && found.line().is_ok_and(|line| line == *wanted));
        require(same, || format!("entry {seq}: its lines are not what {} means", event.kind()))?;
    }
    let known: BTreeSet<i64> = events.iter().map(|event| event.seq).collect();
    let stray = lines.keys().find(|entry| !known.contains(*entry));
    require(stray.is_none(), || format!("entry {}: no event stands behind it", stray.copied().unwrap_or_default()))
}

fn agrees_with_order(order: &Order, lines: &[LineRow]) -> Result<(), String> {
    let mut sums = Balances::new();
    for row in lines {
        let line = row.line().map_err(|why| why.to_string())?;
        *sums.entry((line.money.currency, line.account)).or_default() += i128::from(line.money.amount_minor);
    }
    sums.retain(|_, amount| *amount != 0);
    let wanted = balances(order);
    let keys = sums.keys().chain(wanted.keys());
    let differs = |key: &&(Currency, LedgerAccount)| sums.get(*key) != wanted.get(*key);
    let Some(key @ (currency, account)) = keys.into_iter().find(differs) else { return Ok(()) };
    let amount = |balances: &Balances| balances.get(key).copied().unwrap_or(0);
    let (found, wanted) = (amount(&sums), amount(&wanted));
    Err(format!("{} comes to {found} {currency}, and its payments and refunds say {wanted}", account.name()))
}

/// An admin may have withdrawn what the order granted; that the order granted it stays.
fn access_follows(books: &Books) -> Result<(), String> {
    match (books.order.entitlement(), &books.access) {
        (Entitlement::Granted, None) => Err("it is paid and grants no access".to_owned()),
        (Entitlement::None, Some(_)) => Err("it grants access and is not paid".to_owned()),
        (Entitlement::Withdrawn, Some(row)) if row.withdrawn_at_us.is_none() => {
            Err("its money goes back and its access stays".to_owned())
        }
        (Entitlement::Granted | Entitlement::Withdrawn | Entitlement::None, _) => Ok(()),
    }
}

fn added_up(sums: &[Sum]) -> Result<BTreeMap<(String, String), i128>, StoreError> {
    let mut found: BTreeMap<(String, String), i128> = BTreeMap::new();
    for sum in sums {
        let amount: i128 = sum.amount.parse().map_err(|why| StoreError::corrupt("ledger_lines.amount_minor", &why))?;
        *found.entry((sum.currency.clone(), sum.account.clone())).or_default() += amount;
    }
    Ok(found)
}

fn unbalanced(balances: &BTreeMap<(String, String), i128>) -> Vec<String> {
    let mut of_currency: BTreeMap<&str, i128> = BTreeMap::new();
    for ((currency, _), amount) in balances {
        *of_currency.entry(currency).or_default() += amount;
    }
    of_currency.into_iter().filter(|(_, sum)| *sum != 0).map(|(currency, _)| currency.to_owned()).collect()
}

fn require(holds: bool, reason: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(reason()) }
}
