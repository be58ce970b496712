//! What the proctor does on one instance is in every socket of the other: at once with Redis, within two seconds without, and
//! in order in any case.

use super::hall::Hall;
use super::peer;
use crate::api::Api;
use crate::desk::{Desk, arrivals};
use crate::killed::{Told, judge};
use crate::school::School;
use crate::stage::Stage;
use crate::student::Student;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

const GRACE_S: u64 = 1;
const WINDOW: Duration = Duration::from_secs(8);
/// The room stays open for as long after each part.
const OPEN_FOR: Duration = Duration::from_secs(5);
/// Commands with Redis, and as many without it and after its return.
const COMMANDS: usize = 30;
const COMMANDS_WITHOUT: usize = 4;
/// No proctor is faster, and each command is heard before the next one comes.
const COMMANDED_EVERY: Duration = Duration::from_millis(50);
/// So late may an event be that no doorbell told of.
const WITHOUT_REDIS: Duration = Duration::from_secs(2);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cluster_what_a_proctor_does_is_on_the_other_instance_with_redis_and_without() {
    let _place = crate::place().await;
    let seed = crate::setting("EXAMHALL_SEED", rand::random::<u32>().into());
    let students = crate::setting("EXAMHALL_STUDENTS", 60) as usize / 2;
    figure!("seed {seed}: {students} students on one instance, the proctor on the other");
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut hall = Hall::open(&[]).await;
    let [near, far] = hall.instances.each_ref().map(|instance| instance.address());
    let school = School::found_behind(&hall.instances[1], far).await;
    let people = school.register(students).await;
    let sitting = school.schedule(WINDOW, GRACE_S, &people).await;
    let stage = Arc::new(Stage::new());
    let mut crowd = JoinSet::new();
    let anonymous = Api::anonymous(near);
    for person in people {
        let student = Student::new(person, &anonymous, near, sitting, stage.clone(), rng.random());
        crowd.spawn(student.sit());
    }
    stage.reach("everybody in the lobby", |now| now.supplied == students).await;
    let mut desk = Desk::new(&school.proctor, sitting);
    desk.start().await;
    // To open everybody's paper is another kind of work.
    desk.asked_at_us.clear();
    stage.take_measured();
    command(&mut desk, COMMANDS, "with Redis").await;
    heard(&stage, &desk, students).await;
    let asked = std::mem::take(&mut desk.asked_at_us);
    figure!("with Redis {} (from the commit to a socket of the other instance)", stage.take_measured().broadcast);

    desk.keep_open(OPEN_FOR + WITHOUT_REDIS * COMMANDS_WITHOUT as u32).await;
    heard(&stage, &desk, students).await;
    stage.take_measured();
    hall.redis.kill();
    for number in 0..COMMANDS_WITHOUT {
        desk.announce(&format!("without Redis {number}")).await;
        heard(&stage, &desk, students).await;
    }
    let late = stage.take_measured().broadcast;
    figure!("without it {late}");
    assert!(late.longest() <= WITHOUT_REDIS, "too late without Redis: {late}");

    hall.redis.start_again().await;
    command(&mut desk, COMMANDS_WITHOUT, "after its return").await;
    heard(&stage, &desk, students).await;
    stage.reach("everybody has a result", |now| now.finished == students).await;
    let crowd = crowd.join_all().await;
    let commanded = arrivals(&crowd, &asked);
    figure!("commands   {commanded} (from the proctor's request to a socket of the other instance)");
    let told = Told { confirmed: &desk.confirmed, unknown: &[], drains: 0, grace_s: GRACE_S };
    judge(&hall.instances[1], &school, sitting, &crowd, &told).await;
    hall.close().await;
    let crowd = peer::Crowd {
        students,
        answers: 1,
        pace: stage.pace(),
        announcements: COMMANDS,
        announced_every: COMMANDED_EVERY,
    };
    peer::beside("", crowd, &[("broadcast", commanded)]).await;
}

/// Announces, and pauses, goes on and extends in between.
async fn command(desk: &mut Desk, count: usize, when: &str) {
    let mut turns = tokio::time::interval(COMMANDED_EVERY);
    for number in 0..count {
        turns.tick().await;
        match number % 10 {
            7 => desk.pause().await,
            8 => desk.resume().await,
            9 => desk.extend(1).await,
            _ => desk.announce(&format!("{when} {number}")).await,
        }
    }
}

/// Waits until everybody has heard everything that was confirmed.
async fn heard(stage: &Stage, desk: &Desk, students: usize) {
    let expected = (desk.confirmed.len() * students) as u64;
    stage.reach("everybody hears it", |now| now.events >= expected).await;
}
