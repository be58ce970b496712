//! Clients that keep to no rule, while others write an exam: the right refusal, little memory, and an exam that goes on.

mod bodies;
mod doors;
mod floods;
mod frames;
mod nonsense;

use super::database::Database;
use super::desk::Desk;
use super::memory::Watcher;
use super::process::Server;
use super::school::{Person, School};
use super::stage::Stage;
use super::student::Student;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use uuid::Uuid;

/// Students who write while the others misbehave, and how often each saves.
const WRITERS: usize = 40;
const PACE: Duration = Duration::from_millis(200);
/// Acknowledgements that a percentile is taken from.
const ACKS_MEASURED: u64 = 600;
/// What the server's memory may grow by.
const GROWTH_BYTES_MAX: u64 = 32 * 1024 * 1024;
/// A percentile below this is the machine's scheduling rather than the server's work; a program that was not optimised
/// takes a moment to refuse thousands of frames.
const NOISE: Duration = Duration::from_millis(if cfg!(debug_assertions) { 200 } else { 25 });

/// An exam under way, and what is known of it.
struct Exam {
    server: Server,
    school: School,
    sitting: Uuid,
    stage: Arc<Stage>,
    crowd: JoinSet<Student>,
    desk: Desk,
    /// Enrolled people who do not sit it.
    others: Vec<Person>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn floods_and_stalled_readers_cost_the_others_little() {
    let _alone = super::ALONE.lock().await;
    let exam = Exam::begin(WRITERS, floods::STALLED.div_ceil(floods::SOCKETS_EACH)).await;
    let watcher = Watcher::start(exam.server.pid());
    let mut calm = vec![exam.measure(async {}).await];
    let before = watcher.highest().await;
    let watcher = Watcher::start(exam.server.pid());
    let (address, people) = (exam.server.address(), exam.others.clone());
    let mut desk = Desk::new(&exam.school.proctor, exam.sitting);
    let mut worst = Vec::new();

    let seats = floods::take_seats(address, exam.sitting, &people).await;
    figure!("{} KiB, {} KiB with {} more", before / 1024, exam.server.resident_bytes() / 1024, seats.len());
    worst.push(("stalled readers", exam.measure(floods::stall(seats, &mut desk)).await));
    // Whoever comes now gets a room in which very much was said.
    drop(floods::take_seats(address, exam.sitting, &people[..1]).await);
    calm.push(exam.measure(async {}).await);
    worst.push(("a frame of 2^40 bytes", exam.measure(floods::endless_frames(address, &people)).await));
    worst.push(("tiny frames", exam.measure(floods::tiny_frames(address, &people)).await));
    calm.push(exam.measure(async {}).await);
    worst.push(("pings", exam.measure(floods::pings(address, &people)).await));
    calm.push(exam.measure(async {}).await);

    let growth = watcher.highest().await.saturating_sub(before);
    figure!("memory grew by {} KiB at most; p99 {calm:?} in calm, {worst:?}", growth / 1024);

    exam.end().await;
    assert!(growth < GROWTH_BYTES_MAX, "memory grew by {} KiB", growth / 1024);
    // Others may have had the machine meanwhile: the slowest calm moment is what counts.
    let limit = 2 * calm.into_iter().fold(NOISE, Duration::max);
    assert!(worst.iter().all(|(_, p99)| *p99 <= limit), "{worst:?} above {limit:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nonsense_is_refused_for_what_it_is() {
    let _alone = super::ALONE.lock().await;
    let exam = Exam::begin(WRITERS, 8).await;
    let watcher = Watcher::start(exam.server.pid());
    let calm = exam.measure(async {}).await;
    let before = watcher.highest().await;
    let watcher = Watcher::start(exam.server.pid());
    let seed = super::setting("EXAMHALL_SEED", rand::random::<u32>().into());
    figure!("seed {seed}");
    let (mut rng, mut other_rng) = (ChaCha8Rng::seed_from_u64(seed), ChaCha8Rng::seed_from_u64(seed + 1));
    let (address, people, room) = (exam.server.address(), exam.others.clone(), exam.sitting);
    let (school, proctor) = (exam.school.clone(), exam.school.proctor.clone());
    let frames = exam.measure(frames::send(address, &people, room, &mut rng)).await;
    let bodies = exam.measure(bodies::send(&school, &proctor, room, &people, &mut other_rng)).await;
    let doors = exam.measure(doors::try_all(address, &school, room, &people)).await;
    let growth = watcher.highest().await.saturating_sub(before);
    let calm = exam.measure(async {}).await.max(calm);
    figure!("p99 {calm:?}; under 1,000 frames {frames:?}, 1,000 bodies {bodies:?}, wrong doors {doors:?}");
    figure!("memory grew by {} KiB at most", growth / 1024);
    exam.end().await;
    assert!(growth < GROWTH_BYTES_MAX, "memory grew by {} KiB", growth / 1024);
    let limit = 2 * calm.max(NOISE);
    assert!([frames, bodies, doors].iter().all(|p99| *p99 <= limit), "above {limit:?}");
}

impl Exam {
    /// A running exam that `writers` sit, with `others` more who are enrolled.
    async fn begin(writers: usize, others: usize) -> Self {
        let server = Server::start(Database::Sqlite, &[]).await;
        let school = School::found(&server).await;
        let mut people = school.register(writers + others).await;
        let sitting = school.schedule(Duration::from_secs(3_600), 1, &people).await;
        let others = people.split_off(writers);
        let (stage, mut crowd) = (Arc::new(Stage::new()), JoinSet::new());
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        for person in people {
            let student =
                Student::new(person, &school.anonymous, server.address(), sitting, stage.clone(), rng.random());
            crowd.spawn(student.writing_every(PACE).sit());
        }
        stage.reach("everybody in the lobby", |now| now.supplied == writers).await;
        let mut desk = Desk::new(&school.proctor, sitting);
        desk.start().await;
        stage.reach("everybody writes", |now| now.acks >= 2 * writers as u64).await;
        Self { server, school, sitting, stage, crowd, desk, others }
    }

    /// The 99th percentile of the writers' acknowledgements while this is done to the server.
    async fn measure(&self, what: impl Future<Output = ()>) -> Duration {
        self.stage.take_measured();
        let enough = self.stage.now().acks + ACKS_MEASURED;
        tokio::join!(what, self.stage.reach("enough acknowledgements", |now| now.acks >= enough));
        self.stage.take_measured().ack.percentile(0.99)
    }

    /// Ends the exam: all writers are still there, missed nothing, and get their results.
    async fn end(mut self) {
        assert_eq!(self.stage.now().present, WRITERS, "writers were lost");
        self.desk.end().await;
        self.stage.reach("everybody has a result", |now| now.finished == WRITERS).await;
        let crowd = self.crowd.join_all().await;
        let faults: Vec<&String> = crowd.iter().flat_map(|s| s.faults.iter().chain(&s.room.faults)).collect();
        assert!(faults.is_empty(), "{faults:#?}");
        self.server.remove().await;
    }
}
