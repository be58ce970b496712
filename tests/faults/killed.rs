//! Hundreds of students write while the server is killed again and again: nothing acknowledged is lost, nothing is stored
//! twice, nobody misses an event, and everybody's paper is closed at its instant and marked rightly.

use super::database::Database;
use super::desk::Desk;
use super::percentiles::Durations;
use super::process::Server;
use super::records;
use super::school::School;
use super::stage::{Measured, Stage};
use super::student::Student;
use super::verify::{self, Truth};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use serde_json::Value;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::task::JoinSet;
use uuid::Uuid;

const GRACE_S: u64 = 1;
/// The window at first, long enough for everybody to enrol and come; what the kills take is added on the way.
const WINDOW: Duration = Duration::from_secs(10);
const WINDOW_EACH: Duration = Duration::from_millis(60);
/// Acknowledgements between two kills, for each student.
const ACKS_BETWEEN: std::ops::Range<f64> = 0.5..3.0;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_server_on_sqlite_loses_nothing() {
    exam_with_kills(Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_server_on_postgres_loses_nothing() {
    exam_with_kills(Database::postgres().await).await;
}

async fn exam_with_kills(database: Database) {
    let _place = super::place().await;
    let seed = super::setting("EXAMHALL_SEED", rand::random::<u32>().into());
    let (students, kills) = (super::setting("EXAMHALL_STUDENTS", 300), super::setting("EXAMHALL_KILLS", 3));
    figure!("seed {seed}: {students} students, {kills} kills");
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut server = Server::start(database, &[]).await;
    let school = School::found(&server).await;
    let people = school.register(students as usize).await;
    let sitting = school.schedule(WINDOW + WINDOW_EACH * students as u32, GRACE_S, &people).await;
    let stage = Arc::new(Stage::new());
    let mut crowd = JoinSet::new();
    let (anonymous, address) = (&school.anonymous, server.address());
    for person in people {
        crowd.spawn(Student::new(person, anonymous, address, sitting, stage.clone(), rng.random()).sit());
    }
    stage.reach("everybody in the lobby", |now| now.supplied == students as usize).await;

    let mut desk = Desk::new(&school.proctor, sitting);
    desk.keep_open(Duration::from_secs(20)).await;
    desk.start().await;
    let (stop, stopped) = watch::channel(false);
    let talker = Desk::new(&school.proctor, sitting);
    let talking = tokio::spawn(talker.talk(ChaCha8Rng::seed_from_u64(rng.random()), stopped));
    let mut ready = Durations::default();
    for kill in 1..=kills {
        let wanted = stage.now().acks + (rng.random_range(ACKS_BETWEEN) * students as f64) as u64;
        stage.reach("enough acknowledgements", |now| now.acks >= wanted).await;
        // Every second kill falls into a pause, which has to outlive the server.
        let is_paused = kill % 2 == 0;
        if is_paused {
            desk.pause().await;
        }
        server.kill();
        stage.mark_kill();
        stage.reach("everybody notices", |now| now.present == 0).await;
        ready.add(server.start_again().await);
        if is_paused {
            stage.reach("everybody is back in the pause", |now| now.present == students as usize).await;
            desk.resume().await;
        }
        desk.keep_open(Duration::from_secs(8)).await;
    }
    stage.reach("everybody is back", |now| now.present == students as usize).await;
    stop.send_replace(true);
    let talker = talking.await.unwrap();
    let told = Instant::now();
    stage.reach("everybody has a result", |now| now.finished == students as usize).await;
    figure!("closed and marked {:.1} s after the proctor fell silent", told.elapsed().as_secs_f64());
    let crowd = crowd.join_all().await;

    report(&stage.take_measured(), &ready);
    let confirmed = [desk.confirmed, talker.confirmed].concat();
    let told = Told { confirmed: &confirmed, unknown: &talker.unknown, drains: 0, grace_s: GRACE_S };
    judge(&server, &school, sitting, &crowd, &told).await;
    server.remove().await;
}

fn report(measured: &Measured, ready: &Durations) {
    figure!("ack        {}", measured.ack);
    figure!("broadcast  {}", measured.broadcast);
    figure!("recovery   {} (of a student, from the kill)", measured.recovery);
    figure!("restart    {ready} (of the server until ready)");
    figure!("{} times a student was asked to come back later", measured.turned_away);
    figure!("closing    {} (from the instant in the log to the student)", measured.told);
}

/// What the proctor was told, and what else everybody has to have seen.
pub struct Told<'a> {
    pub confirmed: &'a [(i64, &'static str, Value)],
    pub unknown: &'a [String],
    /// How many instances sent their people away.
    pub drains: usize,
    pub grace_s: u64,
}

/// Holds everything that is stored against everything that anybody was told.
pub async fn judge(server: &Server, school: &School, sitting: Uuid, crowd: &[Student], told: &Told<'_>) {
    let database = server.connect_database().await;
    let attempts = records::attempts(&database, sitting).await;
    assert_eq!(attempts.len(), crowd.len());
    let truth = Truth {
        journal: records::journal(&database, sitting).await,
        grace_us: told.grace_s as i64 * 1_000_000,
        drains: told.drains,
        confirmed: told.confirmed.iter().map(|(version, ..)| *version).max().unwrap(),
        receipt_key: verify::receipt_key(&school.anonymous).await,
    };
    let mut faults = verify::journal_faults(&truth.journal, told.confirmed, told.unknown);
    for student in crowd {
        faults.extend(verify::faults(student, &attempts[&student.person.account], &truth, &school.anonymous).await);
    }
    let acked: usize = crowd.iter().map(|student| student.ledger.acked.len()).sum();
    let rows: usize = attempts.values().map(|attempt| attempt.log.len()).sum();
    figure!("{acked} answers acknowledged, {rows} rows in the logs, {} events in the journal", truth.journal.len());
    let id = sitting.to_string();
    print!("{}", server.command(&["verify", "answers", "--sitting", &id], ""));
    print!("{}", server.command(&["verify", "audit"], ""));
    let shown: Vec<&String> = faults.iter().take(20).collect();
    assert!(faults.is_empty(), "{} faults: {shown:#?}", faults.len());
}
