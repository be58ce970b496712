//! The real program as a child process with a folder of its own.

use crate::accounts::house::{Client, JWT_SECRET};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;
use std::time::Duration;
use uuid::Uuid;

/// A folder with a database, on which the program runs one time after the other.
pub(crate) struct Place {
    folder: PathBuf,
    settings: Vec<(String, String)>,
}

/// The program while it serves.
pub(crate) struct Serving {
    child: Child,
    pub(crate) address: SocketAddr,
    log: JoinHandle<Vec<String>>,
}

impl Place {
    pub(crate) fn new(settings: &[(&str, &str)]) -> Self {
        let folder = std::env::temp_dir().join(format!("examhall-ops-{}", Uuid::now_v7()));
        std::fs::create_dir(&folder).unwrap();
        let settings = settings.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        Self { folder, settings }
    }

    /// Where mails become files.
    pub(crate) fn mail_folder(&self) -> PathBuf {
        self.folder.join("mail")
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.program().args(arguments).output().unwrap()
    }

    /// Starts the server and waits until it says where it listens.
    pub(crate) fn serve(&self) -> Serving {
        let mut child = self.program().stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let errors = BufReader::new(child.stderr.take().unwrap());
        let (told, telling) = channel();
        let log = std::thread::spawn(move || {
            let mut lines = Vec::new();
            for line in errors.lines().map(Result::unwrap) {
                if let Some(address) = listening(&line) {
                    told.send(address).unwrap();
                }
                lines.push(line);
            }
            lines
        });
        Serving { address: first(&telling), child, log }
    }

    fn program(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_examhall"));
        let receipt_key = BASE64_STANDARD.encode([7; 32]);
        let own = [
            ("PORT", "0"),
            ("JWT_SECRET", JWT_SECRET),
            ("RECEIPT_KEY", receipt_key.as_str()),
            ("EXAMHALL__DEMO__ENABLED", "false"),
            ("EXAMHALL__PAYMENTS__SIMULATED", "false"),
            ("EXAMHALL__INSTANCE__DATA_DIR", self.folder.to_str().unwrap()),
            ("EXAMHALL__TELEMETRY__LOG_FORMAT", "json"),
            ("EXAMHALL__ACCOUNTS__HASH_MEMORY_KIB", "8"),
            ("EXAMHALL__ACCOUNTS__HASH_PASSES", "1"),
        ];
        command.env_clear().envs(own).envs(self.settings.iter().cloned());
        command
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.folder).unwrap();
    }
}

impl Serving {
    pub(crate) fn client(&self) -> Client {
        Client::at(format!("http://{}", self.address))
    }

    /// SIGTERM.
    pub(crate) fn terminate(&self) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    }

    /// SIGKILL: it does not hear of it.
    pub(crate) fn kill(&self) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
    }

    /// Waits for the end; how it ended and what it logged.
    pub(crate) fn ended(mut self) -> (ExitStatus, Vec<String>) {
        let status = self.child.wait().unwrap();
        (status, self.log.join().unwrap())
    }
}

/// The address in the line that tells it.
fn listening(line: &str) -> Option<SocketAddr> {
    let line: Value = serde_json::from_str(line).ok()?;
    (line["message"] == "listening").then(|| line["address"].as_str().unwrap().parse().unwrap())
}

fn first(telling: &Receiver<SocketAddr>) -> SocketAddr {
    telling.recv_timeout(Duration::from_secs(60)).expect("the server does not listen in time")
}
