//! The real program as a child process that can be killed and started again on the same port and data.

use super::database::Database;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// The build that is tested.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_examhall");
const READY_WITHIN: Duration = Duration::from_secs(30);
const STOPPED_WITHIN: Duration = Duration::from_secs(60);
const LOG_LINES_SHOWN: usize = 40;
/// Below the ports that the kernel gives to outgoing connections: a client that tries a port whose server is dead could
/// otherwise be given that very port, connect to itself and keep the server from coming back.
const PORTS: std::ops::Range<u16> = 20_000..32_000;
/// How many of them were looked at.
static PORTS_GIVEN: AtomicU16 = AtomicU16::new(0);

/// A server with its data.
pub struct Server {
    program: PathBuf,
    child: Child,
    port: u16,
    folder: PathBuf,
    environment: Vec<(String, String)>,
    database: Database,
}

impl Server {
    /// Starts the program on a fresh database and waits until it is ready.
    pub async fn start(database: Database, settings: &[(&str, &str)]) -> Self {
        Self::start_as(Path::new(PROGRAM), database, settings).await
    }

    /// The same with another build of it.
    pub async fn start_as(program: &Path, database: Database, settings: &[(&str, &str)]) -> Self {
        let folder = new_folder();
        let port = free_port();
        let own = [
            ("PORT", port.to_string()),
            ("DATABASE_URL", database.url(&folder)),
            ("EXAMHALL__INSTANCE__DATA_DIR", folder.display().to_string()),
            ("EXAMHALL__DEMO__ENABLED", "false".to_owned()),
            ("EXAMHALL__PAYMENTS__SIMULATED", "false".to_owned()),
            // Passwords are not what is tested here, and hundreds have to be hashed.
            ("EXAMHALL__ACCOUNTS__HASH_MEMORY_KIB", "8".to_owned()),
            ("EXAMHALL__ACCOUNTS__HASH_PASSES", "1".to_owned()),
            // Hundreds come from one address, as on a campus, and programs write faster than people.
            ("EXAMHALL__RATELIMIT__TRUSTED_NETWORKS", "[\"127.0.0.0/8\"]".to_owned()),
            ("EXAMHALL__RATELIMIT__GENERAL__PER_USER", "1000000".to_owned()),
            ("EXAMHALL__RATELIMIT__UPLOAD__PER_USER", "1000000".to_owned()),
            ("EXAMHALL__RATELIMIT__EXAM__PER_USER", "1000000".to_owned()),
        ];
        let given = settings.iter().map(|(key, value)| (*key, (*value).to_owned()));
        let environment = own.into_iter().chain(given).map(|(key, value)| (key.to_owned(), value)).collect::<Vec<_>>();
        let child = spawn(program, &folder, &environment);
        let mut server = Self { program: program.to_owned(), child, port, folder, environment, database };
        server.until_ready().await;
        server
    }

    /// Where it listens, whether it runs or not.
    pub fn address(&self) -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, self.port))
    }

    /// Where its data is.
    pub async fn connect_database(&self) -> sea_orm::DatabaseConnection {
        sea_orm::Database::connect(self.database.url(&self.folder)).await.unwrap()
    }

    /// SIGTERM, and waits until it has drained and ended; returns how long that took.
    pub async fn stop(&mut self) -> Duration {
        let told = Instant::now();
        signal(self.child.id(), "TERM");
        let mut looks = tokio::time::interval(Duration::from_millis(10));
        loop {
            looks.tick().await;
            if let Some(status) = self.child.try_wait().unwrap() {
                assert!(status.success(), "the server ended with {status}:\n{}", self.end_of_log());
                return told.elapsed();
            }
            assert!(told.elapsed() < STOPPED_WITHIN, "the server does not end:\n{}", self.end_of_log());
        }
    }

    /// SIGKILL: nothing is flushed, nobody is told.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Starts a killed server again and returns how long it took to be ready.
    pub async fn start_again(&mut self) -> Duration {
        let started = Instant::now();
        self.child = spawn(&self.program, &self.folder, &self.environment);
        self.until_ready().await;
        started.elapsed()
    }

    /// Is the build that is tested, in the next life.
    pub fn upgrade(&mut self) {
        self.program = PROGRAM.into();
    }

    /// Sets something anew, for the next life.
    pub fn set(&mut self, key: &str, value: &str) {
        self.environment.retain(|(known, _)| known != key);
        self.environment.push((key.to_owned(), value.to_owned()));
    }

    /// Runs another command of the program on the same data and returns what it printed.
    pub fn command(&self, arguments: &[&str], input: &str) -> String {
        let mut child = command(&self.program, &self.environment)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "examhall {} failed: {errors}", arguments.join(" "));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Memory that the process holds at the moment, in bytes.
    pub fn resident_bytes(&self) -> u64 {
        resident_bytes(self.child.id())
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Everything that it logged in all its lives.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("log")).unwrap()
    }

    /// Ends it and removes its data, after it is certain that no thread of it ever panicked.
    pub async fn remove(self) {
        let database = self.database.clone();
        self.end();
        database.remove().await;
    }

    /// The same, and leaves the database to others.
    pub fn end(mut self) {
        let panics: Vec<String> =
            self.log().lines().filter(|line| line.contains("panicked")).map(str::to_owned).collect();
        assert!(panics.is_empty(), "the server panicked: {panics:?}");
        self.kill();
        std::fs::remove_dir_all(&self.folder).unwrap();
    }

    async fn until_ready(&mut self) {
        let url = format!("http://{}/health/ready", self.address());
        let since = Instant::now();
        let mut looks = tokio::time::interval(Duration::from_millis(10));
        loop {
            looks.tick().await;
            if reqwest::get(&url).await.is_ok_and(|answer| answer.status().is_success()) {
                return;
            }
            if let Some(status) = self.child.try_wait().unwrap() {
                panic!("the server ended with {status}:\n{}", self.end_of_log());
            }
            assert!(since.elapsed() < READY_WITHIN, "the server is not ready in time:\n{}", self.end_of_log());
        }
    }

    fn end_of_log(&self) -> String {
        let log = self.log();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(LOG_LINES_SHOWN)..].join("\n")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have been killed already.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            eprintln!("the data is kept in {}; the log ends:\n{}", self.folder.display(), self.end_of_log());
        }
    }
}

/// Memory that a process holds at the moment, in bytes.
pub fn resident_bytes(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}

/// Sends a process a signal by its name.
pub fn signal(pid: u32, name: &str) {
    let sent = Command::new("kill").args([format!("-{name}"), pid.to_string()]).status().unwrap();
    assert!(sent.success(), "{name} could not be sent");
}

/// An empty folder for what a process keeps.
pub fn new_folder() -> PathBuf {
    let scratch = std::env::var_os("EXAMHALL_TEST_SCRATCH").map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = scratch.join(format!("examhall-faults-{}", Uuid::now_v7()));
    std::fs::create_dir(&folder).unwrap();
    folder
}

fn spawn(program: &Path, folder: &Path, environment: &[(String, String)]) -> Child {
    spawn_command(command(program, environment), folder)
}

/// Starts a process that writes what it says into the folder.
pub fn spawn_command(mut command: Command, folder: &Path) -> Child {
    let log = OpenOptions::new().create(true).append(true).open(folder.join("log")).unwrap();
    let errors: File = log.try_clone().unwrap();
    command.stdin(Stdio::null()).stdout(log).stderr(errors).spawn().unwrap()
}

/// The program with nothing of this process's environment, so that nobody's settings reach it.
pub fn program(environment: &[(String, String)]) -> Command {
    command(Path::new(PROGRAM), environment)
}

fn command(program: &Path, environment: &[(String, String)]) -> Command {
    let mut command = Command::new(program);
    command.env_clear().envs(environment.iter().cloned());
    command
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
