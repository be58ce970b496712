//! A rolling upgrade during an exam and a sale. A newer build has migrated the database by a step that only adds, which these
//! instances do not know: they go on, one after the other drains and comes back beside the other in another configuration, and
//! nobody sees more of it than one return for each instance that drained.
//!
//! By hand with an older build, which knows nothing of the newest steps that may come beside it:
//! `EXAMHALL_OLDER=/path/to/older/examhall tests/run --only faults -- cluster_an_upgrade`.

use super::hall::Hall;
use crate::database::Database;
use crate::desk::Desk;
use crate::killed::{Told, judge};
use crate::percentiles::Durations;
use crate::process::free_port;
use crate::sale::cashier::Cashier;
use crate::sale::shop::{self, Shop};
use crate::sale::simulator::Simulator;
use crate::sale::till::Till;
use crate::sale::{self, report, send_in, until_quiet};
use crate::stage::Stage;
use crate::student::Student;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use sea_orm::{ConnectionTrait, TransactionTrait};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

const GRACE_S: u64 = 1;
/// Short, so that an instance drains within the test.
const DRAIN: [(&str, &str); 3] = [
    ("EXAMHALL__INSTANCE__DRAIN_S", "4"),
    ("EXAMHALL__SOCKET__DRAIN_SLICES", "4"),
    ("EXAMHALL__SOCKET__DRAIN_RETURN_MAX_MS", "1500"),
];
/// What a newer build would do in one transaction: tables and columns more, and nothing that is taken away.
const EXPAND: [&str; 5] = [
    "SELECT pg_advisory_xact_lock(1702388077)",
    "ALTER TABLE attempts ADD COLUMN newer_note TEXT",
    "ALTER TABLE orders ADD COLUMN newer_note TEXT",
    "CREATE TABLE newer_things (id UUID PRIMARY KEY)",
    "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_newer_things', 0)",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cluster_an_upgrade_with_a_migration_reaches_students_as_one_return() {
    let _place = crate::place().await;
    let seed = crate::setting("EXAMHALL_SEED", rand::random::<u32>().into());
    let students = crate::setting("EXAMHALL_STUDENTS", 60) as usize / 2;
    let payments = crate::setting("EXAMHALL_PAYMENTS", 40) as usize / 2;
    figure!("seed {seed}: {students} students and {payments} buyers during a rolling upgrade");
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let port = free_port();
    let settings = shop::settings(port);
    let settings: Vec<(&str, &str)> = settings.iter().map(|(key, value)| (*key, value.as_str())).chain(DRAIN).collect();
    let older = std::env::var_os("EXAMHALL_OLDER").map(PathBuf::from);
    let mut hall = match &older {
        Some(program) => Hall::open_as(program, Database::postgres().await, &settings).await,
        None => Hall::open(&settings).await,
    };
    let simulator = Simulator::start(port, hall.address(), seed).await;
    let shop = Shop::open_behind(&hall.instances[0], hall.address()).await;
    let school = &shop.school;
    let people = school.register(students).await;
    let window = Duration::from_secs(10) + Duration::from_millis(60) * students as u32;
    let free = school.with_another_exam().await;
    let sitting = free.schedule(window, GRACE_S, &people).await;
    let stage = Arc::new(Stage::with_pace(Duration::from_millis(500)));
    let mut crowd = JoinSet::new();
    for person in people {
        let student = Student::new(person, &school.anonymous, hall.address(), sitting, stage.clone(), rng.random());
        crowd.spawn(student.sit());
    }
    stage.reach("everybody in the lobby", |now| now.supplied == students).await;
    let mut desk = Desk::new(&free.proctor, sitting);
    desk.start().await;

    let till = Arc::new(Till::default());
    let (cashier, to_give_back) = Cashier::new(&shop, till.clone());
    let giving_back = tokio::spawn(cashier.give_back());
    let buyers = send_in(&shop, &simulator, &till, &to_give_back, payments, &mut rng).await;
    drop(to_give_back);
    stage.reach("some answers", |now| now.acks >= (students * 2) as u64).await;
    if older.is_none() {
        migrate(&hall).await;
    }
    let mut drained = Durations::default();
    for instance in &mut hall.instances {
        desk.keep_open(Duration::from_secs(10)).await;
        let acks = stage.now().acks;
        drained.add(instance.stop().await);
        instance.set("EXAMHALL__INSTANCE__INSTITUTE", "Upgraded Institute");
        instance.upgrade();
        instance.start_again().await;
        // The next one goes when this one is asked again, or there would be nobody to ask.
        hall.balancer.until_it_asks(instance.address()).await;
        stage.reach("everybody writes", |now| now.present == students && now.acks > acks + students as u64).await;
        desk.announce("Nobody should notice").await;
    }
    figure!("drained    {drained} (of an instance, from the signal to its end)");
    desk.keep_open(Duration::from_secs(2)).await;
    stage.reach("everybody has a result", |now| now.finished == students).await;
    let measured = stage.take_measured();
    figure!("ack        {}", measured.ack);
    figure!("broadcast  {}; {} times asked to come later", measured.broadcast, measured.turned_away);

    let crowd = crowd.join_all().await;
    let away: Vec<usize> = (0..=2).map(|times| crowd.iter().filter(|one| one.sent_away == times).count()).collect();
    figure!("{} students were sent away never, {} once, {} twice", away[0], away[1], away[2]);
    assert_eq!(measured.turned_away, 0, "nobody finds a closed door");
    let buyers = buyers.join_all().await;
    let refunds = giving_back.await.unwrap();
    shop.give_parked_back(&buyers, &till).await;
    until_quiet(&shop, &simulator).await;
    report(&till, &drained, &buyers, refunds, &simulator).await;
    let mut faults = till.blamed();
    faults.extend(sale::judge::faults(&hall.instances[1], &shop, &simulator, &buyers).await);
    assert!(faults.is_empty(), "{faults:#?}");
    let told = Told { confirmed: &desk.confirmed, unknown: &[], drains: 2, grace_s: GRACE_S };
    judge(&hall.instances[0], &free, sitting, &crowd, &told).await;
    simulator.remove();
    hall.close().await;
}

async fn migrate(hall: &Hall) {
    let database = hall.instances[0].connect_database().await;
    let transaction = database.begin().await.unwrap();
    for statement in EXPAND {
        transaction.execute_unprepared(statement).await.unwrap();
    }
    transaction.commit().await.unwrap();
}
