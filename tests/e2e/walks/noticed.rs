//! What the room notices while somebody writes, as the proctor's desk shows it: the full screen left, another tab in front, a
//! lost network, a text that was pasted. The student is told before, and can read the same list.

use super::paper::go_to;
use super::setting::{KEY, PROCTOR, a_sitting, enter_lobby, register, start};
use super::wall::opens_the_desk;
use crate::api::{Api, PASSWORD, email};
use crate::browser::Browser;
use crate::driver::Driver;
use crate::network::Network;
use crate::server::Server;
use crate::texts::text;

const STUDENT: &str = "Nadia Noticed";
const OPENER: &str = "//*[@data-testid='roster-tile']//button";
/// Words of a question that is answered in words.
const TYPED: &str = "Whose constant";

/// Both sides of a room.
struct Room<'r> {
    student: Browser,
    proctor: Browser,
    network: &'r Network,
    /// The proctor with a program of their own, and the room's address there.
    desk: (Api, String),
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_proctor_reads_what_the_student_was_told_would_be_recorded() {
    let server = Server::start(&[("EXAMHALL__DEMO__ENABLED", "false")]).await;
    let sitting = a_sitting(&server).await;
    let driver = Driver::start();
    let network = Network::to(server.address()).await;
    let student = Browser::open_with_windows(&driver, &server, "noticed", "en", Some(&network)).await;
    register(&student, STUDENT).await;
    enter_lobby(&student).await;
    for kind in ["why", "focus", "fullscreen", "paste", "network", "who"] {
        student.reads("watched", &text("en", &format!("room.watched.{kind}"))).await;
    }
    let proctor = Browser::open(&driver, &server, "notices", "en", None).await;
    opens_the_desk(&proctor, &sitting).await;
    start(&server, &sitting).await;
    student.sees("writing").await;
    let desk = (Api::sign_in(&server, &email(PROCTOR), PASSWORD).await, format!("/api/rooms/{sitting}"));
    let room = Room { student, proctor, network: &network, desk };
    room.fills_the_screen_and_leaves_it().await;
    room.turns_to_another_tab().await;
    room.pastes().await;
    room.loses_the_network().await;
    room.is_read_by_both().await;
    room.hands_in_from_the_full_screen().await;
    room.proctor.is_calm(&["/api/auth/me"]).await;
    room.student.is_calm(&["/api/auth/me", "/ws' failed", "net::ERR_"]).await;
}

impl Room<'_> {
    async fn count(&self) -> u64 {
        let (proctor, address) = &self.desk;
        proctor.get(address).await["roster"][0]["integrity"]["count"].as_u64().unwrap()
    }

    /// The tile says how many entries there are, and what the last one is.
    async fn tile_says(&self, count: u64, kind: &str) {
        let events = if count == 1 { "1 event".to_owned() } else { format!("{count} events") };
        self.proctor.reads("roster-tile", &events).await;
        self.proctor.reads("roster-tile", &text("en", &format!("proctor.integrity.{kind}"))).await;
    }

    async fn fills_the_screen_and_leaves_it(&self) {
        let Self { student, proctor, .. } = self;
        student.presses("fullscreen").await;
        student.reads("fullscreen", &text("en", "room.fullscreen.leave")).await;
        assert_eq!(student.script(IS_FULL, Vec::new()).await, true);
        student.inspects("full").await;
        assert_eq!(self.count().await, 0, "filling the screen is no event");
        student.presses("fullscreen").await;
        student.reads("fullscreen", &text("en", "room.fullscreen.fill")).await;
        assert_eq!(student.script(IS_FULL, Vec::new()).await, false);
        self.tile_says(1, "fullscreen_left").await;
        proctor.inspects("left-the-full-screen").await;
        student.presses("fullscreen").await;
        self.tile_says(2, "fullscreen_back").await;
        student.presses("fullscreen").await;
        self.tile_says(3, "fullscreen_left").await;
    }

    async fn turns_to_another_tab(&self) {
        self.student.goes_in_another_tab("/my").await;
        self.tile_says(4, "focus_lost").await;
        self.student.closes_this_tab().await;
        self.tile_says(5, "focus_back").await;
    }

    async fn pastes(&self) {
        let mut position = 1;
        while !self.student.sees(".question-text").await.contains(TYPED) {
            position += 1;
            go_to(&self.student, position, KEY.len()).await;
        }
        self.student.writes("answer-text", "Planck").await;
        self.student.selects_all().await;
        self.student.types_with_control("x").await;
        self.student.types_with_control("v").await;
        self.tile_says(6, "pasted").await;
    }

    async fn loses_the_network(&self) {
        self.network.cut();
        self.student.sees("[data-testid=connection][data-state=offline]").await;
        self.proctor.sees("[data-testid=roster-tile][data-state=offline]").await;
        self.network.restore();
        self.tile_says(7, "network_back").await;
        self.proctor.sees("[data-testid=roster-tile][data-state=writing]").await;
    }

    async fn is_read_by_both(&self) {
        let kinds = ["fullscreen_left", "fullscreen_back", "focus_lost", "focus_back", "pasted", "network_back"];
        self.proctor.presses(OPENER).await;
        self.proctor.reads("student", &text("en", "proctor.integrity.fair")).await;
        self.proctor.presses("[data-testid=integrity-meaning] summary").await;
        for kind in kinds {
            self.proctor.reads("integrity", &text("en", &format!("proctor.integrity.{kind}"))).await;
            self.proctor.reads("integrity", &text("en", &format!("proctor.integrity.{kind}_means"))).await;
        }
        self.proctor.inspects("what-was-noticed").await;
        self.student.presses("talk").await;
        self.student.presses("recorded-count").await;
        for kind in ["fullscreen_left", "focus_lost", "pasted"] {
            self.student.reads("recorded", &text("en", &format!("room.recorded.{kind}"))).await;
        }
        for back in ["filled the screen again", "had the focus again", "connection was back"] {
            self.student.reads("recorded", back).await;
        }
        self.student.until_count("[data-testid=recorded] li", 7).await;
        self.student.inspects("what-was-recorded").await;
    }

    /// The page gives the screen back itself then, which is nothing to be told of anybody.
    async fn hands_in_from_the_full_screen(&self) {
        let Self { student, .. } = self;
        student.presses("fullscreen").await;
        student.reads("fullscreen", &text("en", "room.fullscreen.leave")).await;
        student.presses("hand-in").await;
        student.presses("hand-in-dialog-confirm").await;
        student.sees("closed").await;
        student
            .until_true("the screen to be given back", async || student.script(IS_FULL, Vec::new()).await == false)
            .await;
        self.proctor.sees("[data-testid=roster-tile][data-state=handed_in]").await;
        assert_eq!(self.count().await, 8, "coming back to the full screen was the last event");
    }
}

const IS_FULL: &str = "return document.fullscreenElement !== null";
