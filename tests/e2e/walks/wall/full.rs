//! Two hundred students who write at once, and what that costs the proctor's browser.

use super::{QUESTIONS, SETTINGS, lobby, names, opens_the_desk};
use crate::browser::Browser;
use crate::driver::Driver;
use crate::server::Server;
use crate::student::Student;
use crate::texts::text;
use crate::walks::setting::{Setting, start};
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

const STUDENTS: usize = 200;
const SECONDS: usize = 20;
/// Every how many seconds somebody raises a hand.
const TURN: usize = 40;
/// What one second and update may cost at the median; the printed figures say how far from it this machine is.
const SCRIPT_MS: f64 = 16.0;
/// Another machine, and a busy one, may be so much slower before something is wrong with the page.
const LENIENCE: f64 = 5.0;
/// What is drawn at most: some lines beyond those in sight.
const DRAWN_MAX: usize = 60;
/// Those who listen are spoken to no more often.
const PAUSE_MS: f64 = 10_000.0;

/// What the page's thread has spent since it started, in milliseconds of the processor: others on this machine do not count.
#[derive(Clone, Copy)]
struct Spent {
    script: f64,
    layout: f64,
    all: f64,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_students_at_once_leave_the_wall_quick() {
    let server = Server::start(SETTINGS).await;
    let sitting = Setting::of(&server, QUESTIONS).await.sitting(2 * 3600).await;
    let students = lobby(&server, &sitting, &names(STUDENTS)).await;
    start(&server, &sitting).await;
    let driver = Driver::start();
    let proctor = Browser::open(&driver, &server, "wall-full", "en", None).await;
    opens_the_desk(&proctor, &sitting).await;
    proctor.reads("wall-counts", "writing 200").await;
    assert_eq!(proctor.script(ROWS, Vec::new()).await, json!(STUDENTS), "the grid says how many there are");
    proctor.script(LISTEN, Vec::new()).await;
    let mut writing = JoinSet::new();
    for (number, student) in students.into_iter().enumerate() {
        writing.spawn(writes(student, number));
    }
    let seconds = measured(&proctor).await;
    proctor.reads("wall", &text("en", "proctor.last.saved")).await;
    writing.abort_all();
    tells(&seconds);
    let drawn = proctor.count("roster-tile").await;
    assert!(drawn <= DRAWN_MAX, "{drawn} tiles are drawn");
    assert!(median(&seconds, |one| one.script) < SCRIPT_MS * LENIENCE);
    is_spoken_to_seldom(&proctor).await;
    proctor.is_calm(&["/api/auth/me"]).await;
}

/// A student as busy as one can be: another answer each second, and a hand that goes up and down in turn with the others'.
async fn writes(mut student: Student, number: usize) {
    let mut ticks = interval(Duration::from_secs(1));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for round in number.. {
        ticks.tick().await;
        student.writes(round % 3 + 1).await;
        match round % TURN {
            0 => drop(student.says("hand.raise", json!({})).await),
            1 => drop(student.says("hand.lower", json!({})).await),
            _ => {}
        }
    }
}

async fn measured(proctor: &Browser) -> Vec<Spent> {
    proctor.devtools("Performance.enable", json!({ "timeDomain": "threadTicks" })).await;
    let mut ticks = interval(Duration::from_secs(1));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut before = spent(proctor).await;
    let mut seconds = Vec::with_capacity(SECONDS);
    for _ in 0..=SECONDS {
        ticks.tick().await;
        let now = spent(proctor).await;
        let (script, layout, all) = (now.script - before.script, now.layout - before.layout, now.all - before.all);
        seconds.push(Spent { script, layout, all });
        before = now;
    }
    // The first tick comes at once.
    seconds.split_off(1)
}

async fn spent(proctor: &Browser) -> Spent {
    let answer = proctor.devtools("Performance.getMetrics", json!({})).await;
    let metrics: BTreeMap<String, f64> = answer["metrics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|metric| (metric["name"].as_str().unwrap().to_owned(), metric["value"].as_f64().unwrap() * 1_000.0))
        .collect();
    let layout = metrics["LayoutDuration"] + metrics["RecalcStyleDuration"];
    Spent { script: metrics["ScriptDuration"], layout, all: metrics["TaskDuration"] }
}

fn median(seconds: &[Spent], part: impl Fn(&Spent) -> f64) -> f64 {
    let mut sorted: Vec<f64> = seconds.iter().map(part).collect();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

fn tells(seconds: &[Spent]) {
    let longest = seconds.iter().map(|one| one.script).fold(0.0, f64::max);
    figure!(
        "wall of {STUDENTS} who all write, each second: scripting p50 {:.1} ms (target {SCRIPT_MS} ms), longest {longest:.1} ms; \
         style and layout p50 {:.1} ms; whole thread p50 {:.1} ms",
        median(seconds, |one| one.script),
        median(seconds, |one| one.layout),
        median(seconds, |one| one.all),
    );
}

async fn is_spoken_to_seldom(proctor: &Browser) {
    let spoken: Vec<f64> = serde_json::from_value(proctor.script("return window.spokenAt", Vec::new()).await).unwrap();
    assert!(spoken.len() >= 2, "so many raised hands are told: {spoken:?}");
    assert!(spoken.windows(2).all(|two| two[1] - two[0] >= PAUSE_MS - 50.0), "{spoken:?}");
}

/// How many students the grid says it has, whatever is drawn of it.
const ROWS: &str = "
    const wall = document.querySelector('[data-testid=wall]');
    const space = wall.firstElementChild.getBoundingClientRect().height;
    const lines = Number(wall.getAttribute('aria-rowcount'));
    const columns = Number(wall.getAttribute('aria-colcount'));
    return Math.ceil(200 / columns) === lines && space > wall.clientHeight ? 200 : [lines, columns, space];";

/// Notes when somebody who listens is spoken to.
const LISTEN: &str = "
    window.spokenAt = [];
    const announcer = document.querySelector('[data-testid=announcer]');
    new MutationObserver(() => window.spokenAt.push(performance.now())).observe(announcer, { childList: true });";
