//! One room whose students are on two instances, one of which is killed in the middle: everybody begins after the instant,
//! everybody comes back, every acknowledged answer is in the result and none twice, nobody misses an event, and the room closes
//! on its deadline.

use super::hall::Hall;
use super::peer;
use crate::desk::{Desk, arrivals};
use crate::instant::{instant_us, now_us};
use crate::killed::{Told, judge};
use crate::school::School;
use crate::stage::{Measured, Stage};
use crate::student::Student;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

const GRACE_S: u64 = 1;
/// What each of them saves at least.
const ANSWERS: usize = 20;
/// Between two answers of one student while they think, for each student: together they write as fast as ever.
const PACE_EACH: Duration = Duration::from_micros(4_200);
/// And while they write as fast as one connection may, which is what ten times as many do who write in earnest.
const RUSH: Duration = Duration::from_millis(25);
/// For registering, enrolling and coming into the lobby before the instant.
const LOBBY: Duration = Duration::from_secs(3);
const LOBBY_EACH: Duration = Duration::from_millis(50);
const ANNOUNCEMENTS: usize = 20;
const ANNOUNCED_EVERY: Duration = Duration::from_millis(200);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cluster_students_of_one_room_survive_the_death_of_an_instance() {
    let _place = crate::place().await;
    let seed = crate::setting("EXAMHALL_SEED", rand::random::<u32>().into());
    let students = crate::setting("EXAMHALL_STUDENTS", 60) as usize;
    figure!("seed {seed}: {students} students on two instances");
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut hall = Hall::open(&[]).await;
    let school = School::found_behind(&hall.instances[0], hall.address()).await;
    let people = school.register(students).await;
    let pace = PACE_EACH * students as u32;
    // Only figures want a rush: a build for tests would be rushed by far fewer.
    let rushes = !cfg!(debug_assertions);
    let window = pace * ANSWERS as u32 * 3 / 2 + Duration::from_secs(if rushes { 12 } else { 4 });
    let opens_in = LOBBY + LOBBY_EACH * students as u32;
    let opens_at_us = now_us() + opens_in.as_micros() as i64;
    let sitting = school.schedule_by_clock(opens_in, window, GRACE_S, &people).await;
    let stage = Arc::new(Stage::with_pace(pace));
    let mut crowd = JoinSet::new();
    for person in people {
        let student = Student::new(person, &school.anonymous, hall.address(), sitting, stage.clone(), rng.random());
        crowd.spawn(student.sit());
    }
    stage.reach("everybody in the lobby", |now| now.supplied == students).await;
    assert!(now_us() < opens_at_us, "the lobby filled too slowly to measure the start");
    let shares = shares(&hall).await;
    figure!("sockets    {shares:?} on the two instances");
    assert!(shares.iter().all(|share| *share >= students / 3), "not spread: {shares:?}");

    stage.reach("some answers", |now| now.acks >= (students * 4) as u64).await;
    let begun = stage.take_measured();
    let start = begun.start.spread();
    figure!("start      {start} (after the first who could begin)");
    figure!("           {} (from the room's instant to the key)", begun.start);
    figure!("           {} (from the room's instant to the open paper)", begun.opened);
    let mut desk = Desk::new(&school.proctor, sitting);
    desk.enter(hall.address()).await;
    announce(&mut desk, &stage, students).await;
    stage.reach("half of the answers", |now| now.acks >= (students * ANSWERS / 2) as u64).await;
    let calm = stage.take_measured();
    figure!("ack        {}", calm.ack);
    let announced = std::mem::take(&mut desk.asked_at_us);
    figure!("broadcast  {} (from the instant in the journal to a socket of either instance)", calm.broadcast);
    let mut rush = Measured::default();
    if rushes {
        stage.set_pace(RUSH);
        let acks = stage.now().acks + (students * ANSWERS) as u64;
        stage.reach("all are in a hurry", |now| now.acks >= acks).await;
        stage.take_measured();
        announce(&mut desk, &stage, students).await;
        rush = stage.take_measured();
        stage.set_pace(pace);
        figure!(
            "ack        {} (in a rush, {} a second asked for)",
            rush.ack,
            students as u128 * 1_000 / RUSH.as_millis()
        );
    }
    let announced_in_a_rush = std::mem::take(&mut desk.asked_at_us);
    hall.instances[0].kill();
    stage.mark_kill();
    stage.reach("its students notice", |now| now.present < students).await;
    stage.reach("everybody is back", |now| now.present == students).await;
    let ready = hall.instances[0].start_again().await;
    desk.announce("Please go on").await;
    stage.reach("everybody has a result", |now| now.finished == students).await;

    let later = stage.take_measured();
    figure!("ack        {} (from the kill on)", later.ack);
    figure!("recovery   {} (of a student, from the kill)", later.recovery);
    figure!("restart    {:.0} ms until ready; {} times asked to come later", ready.as_millis(), later.turned_away);
    figure!("closing    {} (from the instant in the log to the student)", later.told);
    let crowd = crowd.join_all().await;
    let [broadcast, in_a_rush] = [&announced, &announced_in_a_rush].map(|asked_at_us| arrivals(&crowd, asked_at_us));
    figure!("broadcast  {broadcast} (from the proctor's request to a socket of either instance)");
    figure!("broadcast  {in_a_rush} (the same in a rush)");
    let fewest = crowd.iter().map(|student| student.ledger.acked.len()).min().unwrap_or_default();
    assert!(fewest >= ANSWERS, "somebody saved {fewest} answers only");
    let began = school.proctor.get(&format!("/api/rooms/{sitting}")).await;
    let late_us = instant_us(&began["room"]["started_at"]).unwrap() - opens_at_us;
    // The plan's instant was reckoned a moment after this one.
    assert!((0..=2_000_000).contains(&late_us), "the room started {late_us} µs after its instant");
    let told = Told { confirmed: &desk.confirmed, unknown: &[], drains: 0, grace_s: GRACE_S };
    judge(&hall.instances[1], &school, sitting, &crowd, &told).await;
    hall.close().await;
    let calmly = peer::Crowd {
        students,
        answers: ANSWERS,
        pace,
        announcements: ANNOUNCEMENTS,
        announced_every: ANNOUNCED_EVERY,
    };
    peer::beside("", calmly, &[("start", start), ("ack", calm.ack), ("broadcast", broadcast)]).await;
    if rushes {
        let rushing = peer::Crowd { pace: RUSH, ..calmly };
        peer::beside(" in a rush", rushing, &[("ack", rush.ack), ("broadcast", in_a_rush)]).await;
    }
}

/// The measured announcements, until everybody has heard them.
async fn announce(desk: &mut Desk, stage: &Stage, students: usize) {
    let expected = stage.now().events + (students * ANNOUNCEMENTS) as u64;
    let mut turns = tokio::time::interval(ANNOUNCED_EVERY);
    for number in 0..ANNOUNCEMENTS {
        turns.tick().await;
        desk.say(&format!("Announcement {number}")).await;
    }
    stage.reach("everybody hears it", |now| now.events >= expected).await;
}

/// The open sockets of each instance.
async fn shares(hall: &Hall) -> [usize; 2] {
    let mut shares = [0; 2];
    for (share, instance) in shares.iter_mut().zip(&hall.instances) {
        let metrics = reqwest::get(format!("http://{}/metrics", instance.address())).await.unwrap();
        let metrics = metrics.text().await.unwrap();
        let line = metrics.lines().find_map(|line| line.strip_prefix("active_sockets "));
        *share = line.unwrap().parse().unwrap();
    }
    shares
}
