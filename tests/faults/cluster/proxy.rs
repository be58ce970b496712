//! The shipped nginx by itself: what it passes on, what it never does twice, whom it believes, and what it says when nobody
//! answers.

use super::balancer::{Balancer, shipped};
use super::hall::Hall;
use crate::api::Api;
use crate::process::free_port;
use crate::school::School;
use crate::socket::Socket;
use examhall::settings::defaults;
use reqwest::{Client, Method, Response, StatusCode};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Something that looks like an instance and remembers the heads of the requests that reach it.
struct Dummy {
    address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
}

/// What a dummy does with a request that it has read.
#[derive(Clone, Copy)]
enum Manner {
    Answers,
    HangsUp,
}

impl Dummy {
    async fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, heads) = (listener.local_addr().unwrap(), Arc::new(Mutex::default()));
        let kept = heads.clone();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(serve(stream, manner, kept.clone()));
            }
        });
        Self { address, heads }
    }

    fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

async fn serve(mut stream: TcpStream, manner: Manner, heads: Arc<Mutex<Vec<String>>>) {
    let mut read = Vec::new();
    while !read.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => read.push(byte),
            Err(_) => return,
        }
    }
    heads.lock().unwrap().push(String::from_utf8(read).unwrap().to_lowercase());
    if matches!(manner, Manner::Answers) {
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
        stream.write_all(answer).await.unwrap();
    }
}

async fn send(balancer: &Balancer, method: Method, path: &str, headers: &[(&str, &str)]) -> Response {
    let request = Client::new().request(method, format!("http://{}{path}", balancer.address()));
    headers.iter().fold(request, |request, (name, value)| request.header(*name, *value)).send().await.unwrap()
}

#[tokio::test]
async fn cluster_proxy_repeats_what_may_be_repeated_and_nothing_else() {
    let broken = [Dummy::start(Manner::HangsUp).await, Dummy::start(Manner::HangsUp).await];
    let balancer = Balancer::start(&broken.each_ref().map(|dummy| dummy.address)).await;
    let asked = || broken.iter().map(|dummy| dummy.heads().len()).sum::<usize>();
    let answer = send(&balancer, Method::POST, "/api/payments/create-order", &[]).await;
    assert_eq!((answer.status(), asked()), (StatusCode::SERVICE_UNAVAILABLE, 1), "a POST is sent once");
    assert_eq!(answer.headers()["retry-after"], "2");
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    let problem: Value = answer.json().await.unwrap();
    assert_eq!((&problem["type"], &problem["status"]), (&json!("/problems/overloaded"), &json!(503)), "{problem}");
    send(&balancer, Method::GET, "/api/exams", &[]).await;
    assert_eq!(asked(), 3, "a GET is tried at the other one");
    let page = send(&balancer, Method::GET, "/", &[("accept-language", "fr")]).await;
    assert_eq!((page.status(), asked() <= 5), (StatusCode::SERVICE_UNAVAILABLE, true));
    let text = page.text().await.unwrap();
    assert!(text.contains("<html lang=\"fr\">") && text.contains("Réessayez"), "{text}");

    // Nobody listens at one of them: nothing has reached it, so that a POST goes to the other.
    let lone = Dummy::start(Manner::Answers).await;
    let nobody = SocketAddr::from(([127, 0, 0, 1], free_port()));
    let balancer = Balancer::start(&[nobody, lone.address]).await;
    for _ in 0..4 {
        assert_eq!(send(&balancer, Method::POST, "/api/auth/login", &[]).await.status(), StatusCode::OK);
    }
    assert_eq!(lone.heads().len(), 4);
}

#[tokio::test]
async fn cluster_proxy_believes_nobody_about_addresses_and_keeps_rooms_together() {
    let dummies = [Dummy::start(Manner::Answers).await, Dummy::start(Manner::Answers).await];
    let balancer = Balancer::start(&dummies.each_ref().map(|dummy| dummy.address)).await;
    let spoofed = [("x-forwarded-for", "192.0.2.7"), ("x-request-id", "mine-1")];
    assert_eq!(send(&balancer, Method::GET, "/api/auth/me", &spoofed).await.status(), StatusCode::OK);
    let heads: Vec<String> = dummies.iter().flat_map(Dummy::heads).collect();
    assert!(heads[0].contains("\r\nx-forwarded-for: 127.0.0.1\r\n"), "{}", heads[0]);
    assert!(heads[0].contains("\r\nx-request-id: mine-1\r\n"), "{}", heads[0]);

    let before = dummies.each_ref().map(|dummy| dummy.heads().len());
    for _ in 0..10 {
        send(&balancer, Method::GET, "/ws?room=018f0000-0000-7000-8000-000000000001", &[]).await;
    }
    let mut more: Vec<usize> = dummies.iter().zip(before).map(|(dummy, before)| dummy.heads().len() - before).collect();
    more.sort_unstable();
    assert_eq!(more, [0, 10], "who names a room goes where the others are");
    for _ in 0..10 {
        send(&balancer, Method::GET, "/api/auth/me", &[]).await;
    }
    assert!(dummies.iter().all(|dummy| dummy.heads().len() >= 4), "the others are spread");
}

#[tokio::test]
async fn cluster_proxy_has_the_bounds_of_the_settings_and_takes_tls() {
    let (settings, http, locations) = (defaults(), shipped("http.conf"), shipped("locations.conf"));
    let of = |text: &str, name: &str| -> Vec<u64> {
        let values = text.lines().filter_map(|line| line.trim().strip_prefix(name)?.trim().strip_suffix(';'));
        values.map(|value| value.trim_end_matches('s').parse().unwrap()).collect()
    };
    assert_eq!(of(&http, "client_max_body_size "), [settings.http.upload_bytes_max as u64]);
    assert_eq!(of(&http, "client_body_buffer_size "), [settings.http.json_bytes_max as u64]);
    let [usual, socket, waiting, long] = of(&locations, "proxy_read_timeout ")[..] else { panic!("{locations}") };
    assert!(socket * 1_000 > settings.socket.silent_ms, "the instance decides who is silent");
    assert!(waiting > settings.access.wait_s_max && long > usual);
    assert!(usual * 1_000 > settings.payments.place_ms.max(settings.payments.verify_ms));
    // Idle connections to an instance are closed from this side.
    assert!(settings.http.keep_alive_s > 60, "nginx keeps them for 60 s");
    Balancer::check_tls();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cluster_proxy_serves_files_from_memory_hides_metrics_and_reloads_under_sockets() {
    let _place = crate::place().await;
    let hall = Hall::open(&[]).await;
    let balancer = &hall.balancer;
    assert_eq!(send(balancer, Method::GET, "/metrics", &[]).await.status(), StatusCode::NOT_FOUND);
    let large = vec![b' '; 4_194_305];
    let api = Api::anonymous(hall.address());
    let refused = api.send_bytes(Method::POST, "/api/auth/login", "application/json", large).await.unwrap();
    assert_eq!((refused.status, refused.slug.as_str()), (413, "payload-too-large"));

    let page = send(balancer, Method::GET, "/", &[]).await.text().await.unwrap();
    let file = page.split('"').find(|word| word.starts_with("/static/") && word.ends_with(".css")).unwrap().to_owned();
    for _ in 0..2 {
        let answer = send(balancer, Method::GET, &file, &[("accept-encoding", "gzip")]).await;
        assert_eq!(answer.headers()["content-encoding"], "gzip");
        assert!(answer.headers()["cache-control"].to_str().unwrap().contains("immutable"));
    }
    until(|| tries(balancer, &file) == ["200", ""], "the second is served from memory").await;

    let school = School::found_behind(&hall.instances[0], hall.address()).await;
    let person = school.register(1).await.remove(0);
    let mut socket = Socket::open(hall.address(), &person.token).await.unwrap();
    balancer.reload(&hall.instances.each_ref().map(crate::process::Server::address));
    until(|| balancer.is_reloaded(), "new processes").await;
    assert!(socket.ask("time.sync", &json!({ "t0": 1 })).await.unwrap().is_ok(), "the socket lives on");
    drop(socket);
    hall.close().await;
}

/// What the instances answered for a path, as nginx wrote it down.
fn tries(balancer: &Balancer, path: &str) -> Vec<String> {
    let lines = balancer.log().lines().map(|line| serde_json::from_str::<Value>(line).unwrap()).collect::<Vec<_>>();
    let of_path = lines.iter().filter(|line| line["path"] == path);
    of_path.map(|line| line["tries"].as_str().unwrap().to_owned()).collect()
}

async fn until(is_so: impl Fn() -> bool, what: &str) {
    let mut looks = tokio::time::interval(Duration::from_millis(20));
    let waited = tokio::time::timeout(Duration::from_secs(20), async {
        while !is_so() {
            looks.tick().await;
        }
    });
    assert!(waited.await.is_ok(), "{what} did not come");
}
