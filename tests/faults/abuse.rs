//! Clients that keep to no rule, while others write an exam: the right refusal, little memory, and an exam that goes on.

mod bodies;
mod doors;
mod floods;
mod frames;
mod nonsense;
mod sink;

use super::database::Database;
use super::desk::Desk;
use super::memory::Watcher;
use super::percentiles::Durations;
use super::process::Server;
use super::school::{Person, School};
use super::stage::Stage;
use super::student::Student;
use floods::Flood;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use sink::Sink;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use uuid::Uuid;

/// Students who write while the others misbehave, and how often each saves.
const WRITERS: usize = 40;
const PACE: Duration = Duration::from_millis(200);
/// Acknowledgements that a percentile is taken from; where most of it is forgiven as noise, fewer do.
const ACKS_MEASURED: u64 = if cfg!(debug_assertions) { 300 } else { 600 };
/// What the server's memory may grow by.
const GROWTH_BYTES_MAX: u64 = 32 * 1024 * 1024;
/// The lowest priority of the kernel's scheduler.
const LAST_IN_LINE: i32 = 19;
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
    let _alone = super::alone().await;
    let exam = Exam::begin(WRITERS, floods::STALLED.div_ceil(floods::SOCKETS_EACH)).await;
    let watcher = Watcher::start(exam.server.pid());
    let mut calm = exam.measure(async {}).await;
    let before = watcher.highest().await;
    let watcher = Watcher::start(exam.server.pid());
    let mut under = Under::default();
    let rounds = super::setting("EXAMHALL_ROUNDS", 1);
    for _ in 0..rounds {
        let (address, room, people) = (exam.server.address(), exam.sitting, exam.others.clone());
        let seats = floods::take_seats(address, room, &people).await;
        figure!("{} KiB, {} KiB with {} more", before / 1024, exam.server.resident_bytes() / 1024, seats.len());
        let mut desk = Desk::new(&exam.school.proctor, room);
        under.stalled_readers.append(exam.measure(floods::stall(seats, &mut desk)).await);
        // Whoever comes now gets a room in which very much was said.
        drop(floods::take_seats(address, room, &people[..1]).await);
        calm.append(exam.measure(async {}).await);
        for flood in Flood::ALL {
            let (attackers, victims) = (people.clone(), people.clone());
            let beside = elsewhere(move || async move { flood.send(Sink::open().await.address(), &attackers).await });
            under.of(flood).beside.append(exam.measure(beside).await);
            let attack = elsewhere(move || async move { flood.send(address, &victims).await });
            under.of(flood).under.append(exam.measure(attack).await);
            calm.append(exam.measure(async {}).await);
        }
    }
    let growth = watcher.highest().await.saturating_sub(before);
    figure!("memory grew by {} KiB at most; acks in calm {calm}; under {under}", growth / 1024);

    exam.end().await;
    assert!(growth < rounds * GROWTH_BYTES_MAX, "memory grew by {} KiB", growth / 1024);
    // One round is too few to tell the server's work from the machine's other business.
    let noise = if rounds > 1 { Duration::ZERO } else { NOISE };
    under.assert_at_most_doubled(&calm, noise);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nonsense_is_refused_for_what_it_is() {
    let _alone = super::alone().await;
    let exam = Exam::begin(WRITERS, 8).await;
    let watcher = Watcher::start(exam.server.pid());
    let mut calm = exam.measure(async {}).await;
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
    calm.append(exam.measure(async {}).await);
    figure!("acks in calm {calm}; under 1,000 frames {frames}, 1,000 bodies {bodies}, wrong doors {doors}");
    figure!("memory grew by {} KiB at most", growth / 1024);
    exam.end().await;
    assert!(growth < GROWTH_BYTES_MAX, "memory grew by {} KiB", growth / 1024);
    let limit = 2 * calm.percentile(0.99).max(NOISE);
    assert!([frames, bodies, doors].iter().all(|acks| acks.percentile(0.99) <= limit), "above {limit:?}");
}

/// The writers' acknowledgements under each abuse.
#[derive(Default)]
struct Under {
    stalled_readers: Durations,
    floods: [Flooded; Flood::ALL.len()],
}

/// The writers' acknowledgements while the same flooders flood.
#[derive(Default)]
struct Flooded {
    /// A server beside the one under test: what the flooders themselves cost on this machine.
    beside: Durations,
    /// The server under test.
    under: Durations,
}

impl Under {
    fn of(&mut self, flood: Flood) -> &mut Flooded {
        &mut self.floods[flood as usize]
    }

    fn assert_at_most_doubled(&self, calm: &Durations, noise: Duration) {
        let p99 = |acks: &Durations| acks.percentile(0.99);
        let limit = |otherwise: &Durations| 2 * p99(otherwise).max(noise);
        assert!(p99(&self.stalled_readers) <= limit(calm), "stalled readers: {self}");
        for (flood, Flooded { beside, under }) in Flood::ALL.iter().zip(&self.floods) {
            assert!(p99(under) <= limit(beside), "{flood:?}: {self}");
        }
    }
}

impl fmt::Display for Under {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "stalled readers {}", self.stalled_readers)?;
        for (flood, Flooded { beside, under }) in Flood::ALL.iter().zip(&self.floods) {
            write!(f, "\n{flood:?} {under}\n  beside them {beside}")?;
        }
        Ok(())
    }
}

/// Does it on a thread of its own that gives way to all others: an attacker has a machine of their own, and what the
/// attack costs there must not hold up the writers, who share this one with the server.
async fn elsewhere<F: Future<Output = ()>>(attack: impl FnOnce() -> F + Send + 'static) {
    let (done, is_done) = oneshot::channel();
    let thread = std::thread::spawn(move || {
        // Of no process means of the calling thread.
        rustix::process::setpriority_process(None, LAST_IN_LINE).unwrap();
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(attack());
        done.send(()).unwrap();
    });
    let ended = is_done.await;
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
    ended.unwrap();
}

impl Exam {
    /// A running exam that `writers` sit, with `others` more who are enrolled.
    async fn begin(writers: usize, others: usize) -> Self {
        let server = Server::start(Database::Sqlite, &[]).await;
        let school = School::found(&server).await;
        let mut people = school.register(writers + others).await;
        let sitting = school.schedule(Duration::from_secs(3_600), 1, &people).await;
        let others = people.split_off(writers);
        let (stage, mut crowd) = (Arc::new(Stage::with_pace(PACE)), JoinSet::new());
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        for person in people {
            let student =
                Student::new(person, &school.anonymous, server.address(), sitting, stage.clone(), rng.random());
            crowd.spawn(student.sit());
        }
        stage.reach("everybody in the lobby", |now| now.supplied == writers).await;
        let mut desk = Desk::new(&school.proctor, sitting);
        desk.start().await;
        stage.reach("everybody writes", |now| now.acks >= 2 * writers as u64).await;
        Self { server, school, sitting, stage, crowd, desk, others }
    }

    /// The writers' acknowledgements while this is done to the server.
    async fn measure(&self, what: impl Future<Output = ()>) -> Durations {
        self.stage.take_measured();
        let enough = self.stage.now().acks + ACKS_MEASURED;
        tokio::join!(what, self.stage.reach("enough acknowledgements", |now| now.acks >= enough));
        self.stage.take_measured().ack
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
