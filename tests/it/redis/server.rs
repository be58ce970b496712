//! A real Redis as a process of its own, on a private port and without anything kept on disk.

use examhall::settings::{self, RedisMode, RedisSettings};
use rustix::process::{Pid, Signal, kill_process};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Below the ports that the kernel gives to outgoing connections, and below those of other tests.
const PORTS: std::ops::Range<u16> = 12_000..20_000;
/// A Sentinel whose machine was too busy for it waits for half a minute before it decides anything.
const PATIENCE: Duration = Duration::from_secs(120);
static PORTS_GIVEN: AtomicU16 = AtomicU16::new(0);

/// A server. It ends with the test.
pub struct RedisServer {
    child: Child,
    port: u16,
    folder: PathBuf,
    arguments: Vec<String>,
}

impl RedisServer {
    /// Starts one and waits until it answers.
    pub async fn start() -> Self {
        Self::start_as(&[]).await
    }

    /// The same with more options of its command line.
    pub async fn start_as(options: &[&str]) -> Self {
        Self::start_on(free_port(), options).await
    }

    /// The same on a port that was given.
    pub async fn start_at(port: u16) -> Self {
        Self::start_on(port, &[]).await
    }

    async fn start_on(port: u16, options: &[&str]) -> Self {
        let folder = new_folder();
        let own = ["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
        let arguments = own.iter().chain(options).map(|argument| (*argument).to_owned()).collect::<Vec<_>>();
        Self::launch(port, folder, arguments).await
    }

    /// Starts a Sentinel that watches a server under the name `exams` and replaces it half a second after it is gone.
    pub async fn start_sentinel(master: &Self) -> Self {
        let (port, folder) = (free_port(), new_folder());
        let file = folder.join("sentinel.conf");
        let watched = format!(
            "port {port}\nbind 127.0.0.1\nsentinel monitor exams 127.0.0.1 {} 1\nsentinel down-after-milliseconds exams 500\n\
             sentinel failover-timeout exams 2000\n",
            master.port
        );
        std::fs::write(&file, watched).unwrap();
        Self::launch(port, folder, vec![file.display().to_string(), "--sentinel".to_owned()]).await
    }

    async fn launch(port: u16, folder: PathBuf, arguments: Vec<String>) -> Self {
        let child = spawn(&folder, &arguments);
        let server = Self { child, port, folder, arguments };
        server.until_answering().await;
        server
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Where it is, for one's settings.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Settings of an instance that uses it and waits for nothing long.
    pub fn settings(&self) -> RedisSettings {
        quick(&self.url(), RedisMode::Single)
    }

    /// It is gone at once, with everything that it had.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Starts it again on its port, empty.
    pub async fn start_again(&mut self) {
        self.child = spawn(&self.folder, &self.arguments);
        self.until_answering().await;
    }

    /// It hangs: connections stay open and nothing is answered.
    pub fn pause(&self) {
        self.signal(Signal::STOP);
    }

    /// It goes on.
    pub fn resume(&self) {
        self.signal(Signal::CONT);
    }

    /// Asks it something.
    pub async fn ask<T: redis::FromRedisValue>(&self, words: &[&str]) -> T {
        self.try_ask(words).await.unwrap()
    }

    /// The same, for a server that may not answer.
    pub async fn try_ask<T: redis::FromRedisValue>(&self, words: &[&str]) -> redis::RedisResult<T> {
        let client = redis::Client::open(self.url())?;
        let mut connection = client.get_multiplexed_async_connection().await?;
        let mut command = redis::cmd(words[0]);
        command.arg(&words[1..]);
        command.query_async(&mut connection).await
    }

    async fn until_answering(&self) {
        until("the server answers", async || self.try_ask::<String>(&["PING"]).await.is_ok()).await;
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_raw(self.child.id().cast_signed()).unwrap(), signal).unwrap();
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        // It may have been killed already, and its folder was for it alone.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Settings that wait for nothing long, with keys of their own.
pub fn quick(url: &str, mode: RedisMode) -> RedisSettings {
    RedisSettings {
        url: url.into(),
        mode,
        sentinel_master: "exams".to_owned(),
        key_prefix: format!("{}:", Uuid::now_v7().simple()),
        retry_ms: 10,
        retry_ms_max: 100,
        probe_ms: 50,
        silent_ms: 500,
        ..settings::defaults().redis
    }
}

/// Looks again and again until it is so.
pub async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let since = Instant::now();
    let mut looks = tokio::time::interval(Duration::from_millis(10));
    while !is_so().await {
        assert!(since.elapsed() < PATIENCE, "in vain it was waited for: {what}");
        looks.tick().await;
    }
}

/// A port that nobody listens on and that this process has not given away before.
pub fn free_port() -> u16 {
    let offset = std::process::id() as u16;
    let ports = PORTS.len() as u16;
    std::iter::repeat_with(|| PORTS_GIVEN.fetch_add(1, Ordering::Relaxed))
        .take(ports.into())
        .map(|step| PORTS.start + offset.wrapping_add(step.wrapping_mul(7)) % ports)
        .find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok())
        .unwrap()
}

fn new_folder() -> PathBuf {
    let scratch = std::env::var_os("EXAMHALL_TEST_SCRATCH").map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = scratch.join(format!("examhall-redis-{}", Uuid::now_v7()));
    std::fs::create_dir(&folder).unwrap();
    folder
}

fn spawn(folder: &Path, arguments: &[String]) -> Child {
    let mut command = Command::new("redis-server");
    command.args(arguments).current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("redis-server is missing: run the tests with tests/run")
}
