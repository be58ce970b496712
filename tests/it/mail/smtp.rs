//! A real mail server as a process of its own, which says what it was given.

use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// Debian's, which knows the server's package; another one in the path may not.
const PYTHON: &str = "/usr/bin/python3";
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/mail/smtp_server.py");
const PATIENCE: Duration = Duration::from_secs(60);

/// The server while it runs.
pub(super) struct SmtpServer {
    process: Child,
    lines: UnboundedReceiver<String>,
    port: u16,
}

impl SmtpServer {
    /// Starts it with this conduct.
    pub(super) async fn start(conduct: &[&str]) -> Self {
        let mut command = Command::new(PYTHON);
        command.arg(SCRIPT).args(conduct).stdout(Stdio::piped()).stdin(Stdio::null());
        let mut process = command.spawn().unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        let (told, lines) = unbounded_channel();
        std::thread::spawn(move || output.lines().map_while(Result::ok).try_for_each(|line| told.send(line)));
        let mut server = Self { process, lines, port: 0 };
        let first = server.line().await;
        server.port = first.strip_prefix("listening ").unwrap().parse().unwrap();
        server
    }

    /// Settings of a server that sends its mails here and does not wait long for anything.
    pub(super) fn settings(&self) -> Vec<(&'static str, String)> {
        vec![
            ("EXAMHALL__MAIL__URL", format!("smtp://127.0.0.1:{}", self.port)),
            ("EXAMHALL__MAIL__TLS", "none".to_owned()),
            ("EXAMHALL__MAIL__FROM", "exams@example.org".to_owned()),
            ("EXAMHALL__MAIL__TIMEOUT_MS", "1500".to_owned()),
            ("EXAMHALL__MAIL__LEASE_S", "2".to_owned()),
            ("EXAMHALL__MAIL__RETRY_MS", "20".to_owned()),
            ("EXAMHALL__MAIL__SWEEP_MS", "20".to_owned()),
        ]
    }

    /// What was done with the next mail that it is given.
    pub(super) async fn given(&mut self) -> Value {
        serde_json::from_str(&self.line().await).unwrap()
    }

    /// What was given until now and not yet looked at.
    pub(super) fn rest(&mut self) -> Vec<String> {
        std::iter::from_fn(|| self.lines.try_recv().ok()).collect()
    }

    async fn line(&mut self) -> String {
        let line = tokio::time::timeout(PATIENCE, self.lines.recv()).await;
        line.expect("the mail server says nothing").expect("the mail server has ended; is python3-aiosmtpd installed?")
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
