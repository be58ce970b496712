//! Hundreds buy while messages of the gateway are doubled, reordered, delayed and lost, every tenth call of it fails, and the
//! server is killed again and again: each captured payment has exactly one access or one full refund, nothing hangs, and the
//! ledger says what the gateway's books say.
//!
//! The gateway is the simulated one, as a process of its own that lives on. Its secret for webhooks changes in the middle.

mod books;
pub mod buyer;
pub mod cashier;
pub mod judge;
pub mod plan;
pub mod shop;
pub mod simulator;
pub mod till;
mod totals;

use super::database::Database;
use super::percentiles::Durations;
use super::process::{Server, free_port};
use buyer::{Bought, Buyer};
use cashier::Cashier;
use plan::Plan;
use rand::rngs::ChaCha8Rng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use shop::Shop;
use simulator::Simulator;
use std::net::SocketAddr;
use std::slice;
use std::sync::Arc;
use std::time::{Duration, Instant};
use till::Till;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// So many buy at the same time.
const AT_ONCE: usize = 24;
/// What goes wrong at the gateway beside its network, in per cent.
const SHARES: [(&str, f64); 4] =
    [("wrong_signature", 3.0), ("no_event_id", 3.0), ("tampered_webhook", 3.0), ("refund_failure", 10.0)];
const NETWORK: &str = "10%";
const QUIET_WITHIN: Duration = Duration::from_secs(180);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn payments_on_sqlite_come_right_under_kills_and_faults() {
    sale_with_kills(Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn payments_on_postgres_come_right_under_kills_and_faults() {
    sale_with_kills(Database::postgres().await).await;
}

async fn sale_with_kills(database: Database) {
    let _place = super::place().await;
    let port = free_port();
    let settings = shop::settings(port);
    let settings: Vec<(&str, &str)> = settings.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let mut server = Server::start(database, &settings).await;
    let address = server.address();
    sell_under_kills(slice::from_mut(&mut server), address, (port, 60)).await;
    server.remove().await;
}

/// So many buy at these servers of one database, whom they reach at this address, while the servers are killed in turn; the
/// gateway listens on this port. The first server gives back what was parked, the last one is judged.
pub async fn sell_under_kills(servers: &mut [Server], address: SocketAddr, (port, payments): (u16, u64)) {
    let seed = super::setting("EXAMHALL_SEED", rand::random::<u32>().into());
    let (payments, kills) = (super::setting("EXAMHALL_PAYMENTS", payments), super::setting("EXAMHALL_KILLS", 2));
    figure!("seed {seed}: {payments} buyers, {kills} kills, servers: {}", servers.len());
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let simulator = Simulator::start(port, address, seed).await;
    let shop = Shop::open_behind(&servers[0], address).await;
    simulator.disturb(NETWORK, &SHARES).await;

    let till = Arc::new(Till::default());
    let (cashier, to_give_back) = Cashier::new(&shop, till.clone());
    let giving_back = tokio::spawn(cashier.give_back());
    let crowd = send_in(&shop, &simulator, &till, &to_give_back, payments as usize, &mut rng).await;
    drop(to_give_back);
    let ready = kill_in_turn(servers, &simulator, &till, (payments, kills), &mut rng).await;
    let crowd = crowd.join_all().await;
    let refunds = giving_back.await.unwrap();
    let (first, last) = (&servers[0], &servers[servers.len() - 1]);
    let parked = judge::parked(first, &crowd).await;
    shop.give_parked_back(&crowd, &till).await;

    let asked = Instant::now();
    until_quiet(&shop, &simulator).await;
    figure!("quiet      {:.1} s after the last decision", asked.elapsed().as_secs_f64());
    report(&till, &ready, &crowd, refunds, &simulator).await;
    let mut faults = till.blamed();
    faults.extend(parked);
    faults.extend(judge::faults(last, &shop, &simulator, &crowd).await);
    faults.extend(judge::secrets_faults(&simulator).await);
    print!("{}", last.command(&["verify", "ledger"], ""));
    print!("{}", first.command(&["verify", "audit"], ""));
    let shown: Vec<&String> = faults.iter().take(20).collect();
    assert!(faults.is_empty(), "{} faults: {shown:#?}", faults.len());
    simulator.remove();
}

/// Everybody comes as soon as there is room.
pub async fn send_in(
    shop: &Shop,
    simulator: &Simulator,
    till: &Arc<Till>,
    to_give_back: &cashier::ToGiveBack,
    count: usize,
    rng: &mut ChaCha8Rng,
) -> JoinSet<Bought> {
    let people = shop.school.register(count).await;
    let mut plans: Vec<Plan> = Plan::ALL.iter().cycle().take(count).copied().collect();
    plans.shuffle(rng);
    let room = Arc::new(Semaphore::new(AT_ONCE));
    let mut crowd = JoinSet::new();
    for (person, plan) in people.into_iter().zip(plans) {
        let buyer = Buyer {
            api: shop.school.anonymous.with_token(&person.token),
            anonymous: shop.school.anonymous.clone(),
            account: person.account,
            exam: shop.school.exam,
            gateway: simulator.client(),
            plan,
            till: till.clone(),
            to_give_back: to_give_back.clone(),
            rng: ChaCha8Rng::seed_from_u64(rng.random()),
        };
        let room = room.clone();
        crowd.spawn(async move {
            let _place = room.acquire_owned().await.unwrap();
            buyer.buy().await
        });
    }
    crowd
}

/// Kills one server after the other while people pay. Each comes back with the new secret the first time, and once all know it
/// the gateway uses it.
async fn kill_in_turn(
    servers: &mut [Server],
    simulator: &Simulator,
    till: &Till,
    (payments, kills): (u64, u64),
    rng: &mut ChaCha8Rng,
) -> Durations {
    let mut ready = Durations::default();
    for kill in 1..=kills {
        let each = payments as f64 / (kills + 1) as f64;
        let wanted = each * (kill as f64 + rng.random_range(-0.4..0.4));
        till.reach("enough payments", |now| now.paid as f64 >= wanted).await;
        let count = servers.len() as u64;
        let server = &mut servers[(kill % count) as usize];
        server.kill();
        if kill <= count {
            shop::change_secret(server);
        }
        ready.add(server.start_again().await);
        if kill == count {
            simulator.rotate(shop::NEW_SECRET).await;
        }
    }
    ready
}

/// Waits until nothing is under way, neither at the gateway nor here.
pub async fn until_quiet(shop: &Shop, simulator: &Simulator) {
    let since = Instant::now();
    let mut looks = tokio::time::interval(Duration::from_millis(200));
    loop {
        looks.tick().await;
        let before = simulator.events().await;
        simulator.drain().await;
        let busy = shop.busy().await;
        if busy.is_none() && simulator.events().await == before {
            return;
        }
        assert!(since.elapsed() < QUIET_WITHIN, "still busy: {busy:?}");
    }
}

/// Prints what was measured and counted.
pub async fn report(till: &Till, ready: &Durations, crowd: &[Bought], refunds: usize, simulator: &Simulator) {
    let measured = till.take_measured();
    let orders: usize = crowd.iter().map(|bought| bought.orders.len()).sum();
    figure!("orders     {orders} placed, {refunds} refunds asked for by the admin");
    figure!("create     {} (answered at the first try)", measured.create);
    figure!("access     {} (from paid to access)", measured.access);
    figure!("restart    {ready} (of the server until ready)");
    figure!("{} requests were sent again", measured.again);
    let (books, struck) = (simulator.books().await, simulator.struck().await);
    figure!("payments   {}", by_status(&books["payments"]));
    figure!("refunds    {}", by_status(&books["refunds"]));
    figure!("webhooks   {} in {} tries", books["webhooks"], books["tries"]);
    figure!("faults     {struck}");
}

fn by_status(sums: &Value) -> Value {
    let counts = sums.as_array().into_iter().flatten();
    json!(counts.map(|sum| format!("{} {}", sum["count"], sum["status"].as_str().unwrap())).collect::<Vec<_>>())
}
