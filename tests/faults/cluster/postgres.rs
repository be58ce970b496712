//! A server of PostgreSQL of the test's own, which can be crashed and started again.

use crate::process::{free_port, new_folder};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A throw-away cluster of databases.
pub struct Postgres {
    port: u16,
    folder: PathBuf,
}

impl Postgres {
    /// Makes and starts one.
    pub fn start() -> Self {
        let postgres = Self { port: free_port(), folder: new_folder() };
        if is_root() {
            // The server refuses root.
            run(Command::new("chown").arg("postgres:").arg(&postgres.folder));
        }
        let data = postgres.data();
        run(as_postgres("initdb").arg("-D").arg(data).args(["-U", "examhall", "--auth=trust", "-E", "UTF8"]));
        postgres.start_again();
        postgres
    }

    /// Makes and starts a replica of this one.
    pub fn replica(&self) -> Self {
        let replica = Self { port: free_port(), folder: new_folder() };
        if is_root() {
            run(Command::new("chown").arg("postgres:").arg(&replica.folder));
        }
        let mut copy = as_postgres("pg_basebackup");
        copy.args(["-h", "127.0.0.1", "-U", "examhall", "-R", "-X", "stream", "-c", "fast", "-p"]);
        run(copy.arg(self.port.to_string()).arg("-D").arg(replica.data()));
        replica.start_again();
        replica
    }

    /// As a test connects to it.
    pub fn server(&self) -> String {
        format!("postgres://examhall@127.0.0.1:{}/postgres", self.port)
    }

    /// Ends it as a crash does: what runs is cut off.
    pub fn crash(&self) {
        run(as_postgres("pg_ctl").arg("-D").arg(self.data()).args(["-w", "-m", "immediate", "stop"]));
    }

    /// Starts it again and returns when it takes connections.
    pub fn start_again(&self) {
        let folder = self.folder.display();
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c max_connections=200",
            self.port
        );
        let mut start = as_postgres("pg_ctl");
        start.arg("-D").arg(self.data()).arg("-w").arg("-l").arg(self.folder.join("log")).args(["-o", &options]);
        run(start.arg("start"));
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let mut stop = as_postgres("pg_ctl");
        stop.arg("-D").arg(self.data()).args(["-m", "immediate", "stop"]);
        // It may not run.
        let _ = stop.stdout(Stdio::null()).stderr(Stdio::null()).status();
        if !std::thread::panicking() {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

/// One of its programs, as a user that it accepts.
fn as_postgres(program: &str) -> Command {
    let program = folder_of_programs().join(program);
    let mut command = if is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    command.current_dir("/");
    command
}

/// Where the newest version's programs are.
fn folder_of_programs() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").unwrap().map(|entry| entry.unwrap().path());
    let version = |path: &Path| path.file_name()?.to_str()?.parse::<u32>().ok();
    versions.max_by_key(|path| version(path)).unwrap().join("bin")
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout.trim_ascii() == b"0"
}

fn run(command: &mut Command) {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    assert!(status.success(), "{command:?} failed");
}
