//! Two whole servers on one database and one Redis: the students of a room on one of them, its proctor on the other.

use super::server::{RedisServer, until};
use crate::accounts::house::{Client, House, json as answered};
use crate::rooms::school::{Pupil, School, save, us};
use crate::rooms::socket::{Socket, within};
use crate::store::engine::TestDatabase;
use crate::support::TestServer;
use serde_json::{Value, json};
use uuid::Uuid;

/// What is looked for and told now and then comes soon.
const SOON: [(&str, &str); 9] = [
    ("EXAMHALL__ROOMS__ROSTER_MS", "50"),
    ("EXAMHALL__BUS__LOOK_MS", "50"),
    ("EXAMHALL__BUS__RECHECK_MS", "100"),
    ("EXAMHALL__BUS__MISSED_MS", "100"),
    ("EXAMHALL__REDIS__PROBE_MS", "50"),
    ("EXAMHALL__REDIS__SILENT_MS", "500"),
    ("EXAMHALL__REDIS__RETRY_MS", "10"),
    ("EXAMHALL__REDIS__RETRY_MS_MAX", "100"),
    ("EXAMHALL__RATELIMIT__SWEEP_MS", "50"),
];

struct Two {
    redis: RedisServer,
    house: House,
    other: TestServer,
}

impl Two {
    async fn open() -> Self {
        let redis = RedisServer::start().await;
        let url = redis.url();
        let settings: Vec<(&str, &str)> = SOON.iter().copied().chain([("REDIS_URL", url.as_str())]).collect();
        let house = House::open(TestDatabase::postgres().await, &settings).await;
        let other = house.instance(&settings).await;
        Self { redis, house, other }
    }

    /// Somebody whose program and sockets reach the other instance.
    async fn pupil(&self, school: &School<'_>, name: &str) -> Pupil {
        school.pupil(name).await.at(self.other.running.address())
    }

    async fn health(&self) -> Value {
        answered(self.house.program().get("/health").await).await
    }

    async fn close(self) {
        drop(self.other);
        self.house.close().await;
    }
}

fn state(health: &Value, name: &str) -> Value {
    let all = health["dependencies"].as_array().unwrap();
    all.iter().find(|dependency| dependency["name"] == name).unwrap()["state"].clone()
}

/// The person's row as the staff is told, once it is in this state.
async fn shows(staff: &mut Socket, account: &str, state: &str) -> Value {
    within(async {
        loop {
            let event = staff.event("roster.changed").await;
            let mut rows = event["data"]["rows"].as_array().unwrap().iter();
            if let Some(row) = rows.find(|row| row["account"] == account && row["state"] == state) {
                return row.clone();
            }
        }
    })
    .await
}

/// The room's next numbered events, which have to be these in this order.
async fn hears(socket: &mut Socket, first: i64, names: &[&str]) {
    for (offset, name) in (first..).zip(names) {
        let event = within(async {
            loop {
                let event = socket.next_event().await;
                if !event["offset"].is_null() {
                    return event;
                }
            }
        })
        .await;
        assert_eq!((&event["event"], &event["offset"]), (&json!(name), &json!(offset)));
    }
}

#[actix_web::test]
async fn the_staff_on_one_instance_sees_and_leads_the_students_of_the_other() {
    let two = Two::open().await;
    let school = School::open(&two.house, json!({})).await;
    let anna = two.pupil(&school, "anna").await;
    let (mut socket, _) = anna.joined().await;
    let row_of = |joined: &Value| joined["state"]["roster"].as_array().unwrap()[0].clone();
    // Anna's instance tells of her with its next tick.
    within(async {
        while row_of(&school.staffed().await.1)["state"] != "in" {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let (mut staff, joined) = school.staffed().await;
    assert_eq!((&row_of(&joined)["connected"], &joined["state"]["members"]), (&json!(true), &json!(1)));
    let bert = school.pupil("bert").await;
    let (mut fellow, _) = bert.joined().await;
    within(async { while socket.event("room.members").await["data"]["count"] != 2 {} }).await;
    within(async { while fellow.event("room.members").await["data"]["count"] != 2 {} }).await;

    school.command("start", json!({})).await;
    hears(&mut socket, 1, &["room.started"]).await;
    let attempt = socket.must("attempt.start", json!({})).await;
    let questions = anna.questions(&attempt).await;
    let ack = socket.must("answer.save", save(&questions["essay"], 1, json!({ "text": "The Loire" }))).await;
    within(async {
        loop {
            let row = shows(&mut staff, &anna.account, "writing").await;
            if row["answered"] == 1 {
                break assert_eq!((&row["last_seq"], &row["connected"]), (&ack["seq"], &json!(true)));
            }
        }
    })
    .await;

    // Her paper is in the hands of a device that is there, though on the other instance.
    let here = anna.at(two.house.server.running.address());
    let (mut second, _) = here.joined_on(Uuid::now_v7()).await;
    assert_eq!(second.refused("attempt.start", json!({})).await, "device-busy");
    second.must("attempt.take_over", json!({})).await;
    within(socket.event("attempt.taken_over")).await;
    assert_eq!(within(socket.closed()).await, 4001, "and is let go where it is");
    drop(second);
    shows(&mut staff, &here.account, "offline").await;
    two.close().await;
}

#[actix_web::test]
async fn without_redis_everything_comes_a_little_later_and_afterwards_nothing_is_missing() {
    let mut two = Two::open().await;
    let school = School::open(&two.house, json!({})).await;
    let anna = two.pupil(&school, "anna").await;
    let (mut socket, joined) = anna.joined().await;
    let join = json!({ "room": school.room, "device": anna.device });
    school.command("start", json!({})).await;
    hears(&mut socket, 1, &["room.started"]).await;
    let (bert, mut berts) = {
        let bert = two.pupil(&school, "bert").await;
        let berts = bert.joined().await.0;
        (bert, berts)
    };
    let carl = two.pupil(&school, "carl").await;
    let (mut old, _) = carl.writing().await;
    let health = two.health().await;
    assert_eq!((&health["status"], state(&health, "redis")), (&json!("ok"), json!("ok")), "{health}");
    let figures = two.house.program().get("/metrics").await.text().await.unwrap();
    for figure in ["event_bus_connected 1", "doorbells_total{outcome=\"sent\"}", "event_bus_round_trip_seconds_count"] {
        assert!(figures.lines().any(|line| line.starts_with(figure)), "{figure} is missing:\n{figures}");
    }

    two.redis.kill();
    school.command("pause", json!({ "reason": "fog" })).await;
    school.command("announce", json!({ "text": "Stay seated" })).await;
    hears(&mut socket, 2, &["room.paused", "room.announced"]).await;
    let health = two.health().await;
    assert_eq!((&health["status"], state(&health, "redis")), (&json!("degraded"), json!("degraded")));
    assert_eq!(two.house.program().get("/health/ready").await.status(), 204);

    // What has no number cannot be told: pages are told to look for themselves.
    let attempt = &joined["state"]["attempt"]["id"];
    let closes_at = us(&socket.must("join", join.clone()).await["state"]["attempt"]["closes_at"]);
    school.command("extend", json!({ "by_s": 300, "reason": "lift", "attempts": [attempt] })).await;
    within(socket.event("events.missed")).await;
    let again = socket.must("join", join).await;
    assert_eq!(us(&again["state"]["attempt"]["closes_at"]), closes_at + 300_000_000);

    // A device from which the paper is taken here loses its socket there.
    let carl = carl.at(two.house.server.running.address());
    let (mut new, _) = carl.joined_on(Uuid::now_v7()).await;
    new.must("attempt.take_over", json!({})).await;
    assert_eq!(within(old.closed()).await, 4001);

    // A session that ends here loses its sockets there.
    assert_eq!(signed_out(&bert, &two).await, 204);
    assert_eq!(within(berts.closed()).await, 4000);

    two.redis.start_again().await;
    until("it is well again", async || two.health().await["status"] == "ok").await;
    school.command("resume", json!({})).await;
    school.command("end", json!({ "reason": "over" })).await;
    hears(&mut socket, 4, &["room.resumed", "room.ended"]).await;
    two.close().await;
}

/// Signs somebody out at the first instance.
async fn signed_out(pupil: &Pupil, two: &Two) -> u16 {
    let here = Client::at(two.house.server.url("")).with("authorization", format!("Bearer {}", pupil.token));
    here.post("/api/auth/logout", json!({})).await.status().as_u16()
}
