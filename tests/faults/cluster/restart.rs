//! PostgreSQL crashes in the middle of an exam: students are told, nothing acknowledged is lost, and all is well within seconds
//! of its return.

use super::hall::Hall;
use super::postgres::Postgres;
use crate::database::Database;
use crate::desk::Desk;
use crate::killed::{Told, judge};
use crate::school::School;
use crate::stage::Stage;
use crate::student::Student;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use reqwest::Method;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

const GRACE_S: u64 = 1;
const WINDOW: Duration = Duration::from_secs(10);
/// From its crash to instances that say so.
const TOLD_WITHIN: Duration = Duration::from_secs(5);
/// From the return of the database to the first acknowledgement after it.
const WELL_WITHIN: Duration = Duration::from_secs(5);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cluster_a_crash_of_postgres_loses_nothing_acknowledged() {
    let _place = crate::place().await;
    let seed = crate::setting("EXAMHALL_SEED", rand::random::<u32>().into());
    let students = crate::setting("EXAMHALL_STUDENTS", 60) as usize / 2;
    figure!("seed {seed}: {students} students while PostgreSQL crashes");
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let postgres = Postgres::start();
    let settings = [("EXAMHALL__OPS__PROBE_MS", "100"), ("EXAMHALL__STORE__ACQUIRE_TIMEOUT_MS", "1000")];
    let hall = Hall::open_on(Database::on(postgres.server()).await, &settings).await;
    let school = School::found_behind(&hall.instances[0], hall.address()).await;
    let people = school.register(students).await;
    let sitting = school.schedule(WINDOW, GRACE_S, &people).await;
    let stage = Arc::new(Stage::with_pace(Duration::from_millis(500)));
    let mut crowd = JoinSet::new();
    for person in people {
        let student = Student::new(person, &school.anonymous, hall.address(), sitting, stage.clone(), rng.random());
        crowd.spawn(student.sit());
    }
    stage.reach("everybody in the lobby", |now| now.supplied == students).await;
    let mut desk = Desk::new(&school.proctor, sitting);
    desk.start().await;
    stage.reach("some answers", |now| now.acks >= (students * 4) as u64).await;

    postgres.crash();
    let crashed = Instant::now();
    let told = tokio::time::timeout(TOLD_WITHIN, until_refused(&school)).await.expect("nobody is told");
    figure!("away       said after {:.0} ms, as {told}", crashed.elapsed().as_secs_f64() * 1_000.0);
    assert_eq!(told, "store-unavailable");
    stage.reach("students are told", |now| now.told >= students as u64 / 2).await;
    postgres.start_again();
    let back = Instant::now();
    let acks = stage.now().acks;
    stage.reach("the first answer after it", |now| now.acks > acks).await;
    figure!("back       {:.0} ms until the first answer was acknowledged", back.elapsed().as_secs_f64() * 1_000.0);
    stage.reach("everybody writes again", |now| now.acks >= acks + students as u64).await;
    let well = back.elapsed();
    figure!("well       {:.1} s after its return; {} times students were told", well.as_secs_f64(), stage.now().told);
    assert!(well <= WELL_WITHIN, "all is well {well:?} after the return");
    desk.announce("Please go on").await;
    desk.keep_open(Duration::from_secs(2)).await;
    stage.reach("everybody has a result", |now| now.finished == students).await;
    let measured = stage.take_measured();
    figure!("ack        {}", measured.ack);
    figure!("closing    {} (from the instant in the log to the student)", measured.told);
    let crowd = crowd.join_all().await;
    let told = Told { confirmed: &desk.confirmed, unknown: &[], drains: 0, grace_s: GRACE_S };
    judge(&hall.instances[1], &school, sitting, &crowd, &told).await;
    hall.close().await;
}

/// How somebody is refused as soon as the database is missed.
async fn until_refused(school: &School) -> String {
    let mut asks = tokio::time::interval(Duration::from_millis(20));
    loop {
        asks.tick().await;
        let answer = school.anonymous.send(Method::GET, "/health/ready", None).await.unwrap();
        if answer.status != 204 {
            return answer.slug;
        }
    }
}
