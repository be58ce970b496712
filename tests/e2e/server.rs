//! The program as an operator starts it: a process of its own, with a data folder that outlives it.

use super::folder::Folder;
use super::until;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};

/// The key of the simulated provider, as the settings have it.
const SIMULATED_KEY: &str = "rzp_test_Simulated00001";

/// Everything that a server wrote, over all its lives.
type Written = Arc<Mutex<String>>;

/// A running server.
pub struct Server {
    process: Child,
    address: SocketAddr,
    folder: Folder,
    settings: Vec<(&'static str, &'static str)>,
    printed: Written,
    log: Written,
}

impl Server {
    /// Starts with the compiled-in defaults, a fresh data folder, a free port, and what `settings` says over them.
    pub async fn start(settings: &[(&'static str, &'static str)]) -> Self {
        let folder = Folder::new("walk");
        let (printed, log) = (Written::default(), Written::default());
        let process = spawn(&folder, settings, 0, &printed, &log);
        let mut server =
            Self { process, address: ([0, 0, 0, 0], 0).into(), folder, settings: settings.to_vec(), printed, log };
        server.address = server.listening().await;
        server
    }

    /// Stops as an operator does, and answers whether the server ended well.
    pub async fn stop(&mut self) -> bool {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        let ended = until::found(async || self.process.try_wait().unwrap()).await;
        ended.unwrap_or_else(|| panic!("the server did not stop:\n{}", self.log())).success()
    }

    /// Starts anew on the same port with the same data.
    pub async fn start_again(&mut self) {
        self.log.lock().unwrap().clear();
        self.process = spawn(&self.folder, &self.settings, self.address.port(), &self.printed, &self.log);
        assert_eq!(self.listening().await, self.address);
    }

    /// Runs one command of the program on this server's data, `input` on its standard input, and answers what it printed.
    pub fn command(&self, arguments: &[&str], input: &str) -> String {
        let output = self.run(arguments, input);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// As [`Self::command`], for one that has to fail.
    pub fn failing_command(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments, "");
        assert!(!output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stdout));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Lets the simulated provider come to this outcome for one of its orders, as its own page does. `provider` is any address
    /// of it.
    pub async fn provider_takes(&self, provider: &str, order: &str, outcome: &str) {
        let body = serde_json::json!({ "order_id": order, "outcome": outcome });
        self.tells_the_provider(provider, "/simulator/pay", &body).await;
    }

    /// Changes what goes wrong at the simulated provider, as somebody does who tries things out.
    pub async fn provider_fails(&self, provider: &str, faults: &serde_json::Value) {
        self.tells_the_provider(provider, "/simulator/faults", faults).await;
    }

    async fn tells_the_provider(&self, provider: &str, path: &str, body: &serde_json::Value) {
        let mut address = reqwest::Url::parse(provider).unwrap();
        address.set_path(path);
        let file = self.folder.path().join("data/simulator_key_secret");
        let secret = std::fs::read_to_string(file).unwrap();
        let request = reqwest::Client::new().post(address).basic_auth(SIMULATED_KEY, Some(secret.trim()));
        let request = request.header("content-type", "application/json").body(body.to_string());
        let answer = request.send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    }

    /// Changes what the server has stored, behind its back.
    pub async fn tampers(&self, sql: &str) {
        let file = self.folder.path().join("data").join("examhall.db");
        let address = format!("sqlite://{}", file.display());
        let database = sea_orm::Database::connect(address).await.unwrap();
        sea_orm::ConnectionTrait::execute_unprepared(&database, sql).await.unwrap();
        database.close().await.unwrap();
    }

    fn run(&self, arguments: &[&str], input: &str) -> Output {
        let mut command = program(&self.folder, &self.settings, 0);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        process.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        process.wait_with_output().unwrap()
    }

    /// From now on everybody reaches it at another address, such as that of a proxy.
    pub fn behind(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// Where the server listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What the server told the person at the terminal, in all its lives.
    pub fn printed(&self) -> String {
        self.printed.lock().unwrap().clone()
    }

    /// The password of a demo person, as the first start printed it.
    pub fn demo_password(&self, email: &str) -> String {
        let printed = self.printed();
        let line = printed.lines().find(|line| line.contains(email)).unwrap_or_else(|| panic!("{printed}"));
        line.split_whitespace().last().unwrap().to_owned()
    }

    /// Waits for the mail to somebody with a link to this path and answers the link's path, as the recipient's program finds it.
    pub async fn mailed_link(&self, to: &str, path: &str) -> String {
        let folder = self.folder.path().join("data/mail");
        let found = until::found(async || {
            let files = std::fs::read_dir(&folder).ok()?.map(|entry| entry.unwrap().path());
            let finished = files.filter(|file| file.extension().is_some_and(|ending| ending == "eml"));
            let mut texts = finished.map(|file| std::fs::read_to_string(file).unwrap());
            texts.find(|text| text.contains(&format!("To: {to}\r\n")) && text.contains(path))
        });
        let text = found.await.unwrap_or_else(|| panic!("no mail to {to} leads to {path}:\n{}", self.log()));
        let link = text.split_whitespace().find(|word| word.contains(path)).unwrap();
        link.strip_prefix(&self.url("")).unwrap_or_else(|| panic!("{link} leads elsewhere")).to_owned()
    }

    /// The log of this life.
    pub fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    async fn listening(&mut self) -> SocketAddr {
        let found = until::found(async || {
            assert!(self.process.try_wait().unwrap().is_none(), "the server ended:\n{}", self.log());
            self.log().lines().find_map(listening_address)
        });
        found.await.unwrap_or_else(|| panic!("the server does not listen:\n{}", self.log()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
        if std::thread::panicking() {
            eprintln!("the server's log:\n{}", self.log());
        }
    }
}

fn spawn(
    folder: &Folder,
    settings: &[(&'static str, &'static str)],
    port: u16,
    printed: &Written,
    log: &Written,
) -> Child {
    let mut command = program(folder, settings, port);
    let mut process = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    follow(process.stdout.take().unwrap(), printed);
    follow(process.stderr.take().unwrap(), log);
    process
}

fn program(folder: &Folder, settings: &[(&'static str, &'static str)], port: u16) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_examhall"));
    // What the one who runs the tests has set must not reach the program.
    command.env_clear().envs(std::env::vars_os().filter(|(name, _)| name == "PATH"));
    command.env("EXAMHALL__INSTANCE__DATA_DIR", folder.path().join("data"));
    command.env("EXAMHALL__TELEMETRY__LOG_FORMAT", "json");
    command.env("PORT", port.to_string());
    command.env("EXAMHALL__SIMULATOR__PORT", "0");
    // Everybody comes from this machine, as from a campus. What people may send stays as it is set: pages keep to it.
    command.env("EXAMHALL__RATELIMIT__TRUSTED_NETWORKS", "[\"127.0.0.0/8\"]");
    command.envs(settings.iter().copied());
    command
}

fn follow(stream: impl Read + Send + 'static, written: &Written) {
    let written = written.clone();
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            let mut written = written.lock().unwrap();
            written.push_str(&line);
            written.push('\n');
        }
    });
}

fn listening_address(line: &str) -> Option<SocketAddr> {
    let line: serde_json::Value = serde_json::from_str(line).ok()?;
    if line["message"] != "listening" {
        return None;
    }
    line["address"].as_str()?.parse().ok()
}
