//! A server of Redis of the test's own, which can be stopped and started again empty.

use crate::process::{free_port, new_folder, signal, spawn_command};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

const READY_WITHIN: Duration = Duration::from_secs(20);

/// The process with its folder.
pub struct Redis {
    child: Child,
    port: u16,
    folder: PathBuf,
}

impl Redis {
    /// Starts one that keeps nothing.
    pub async fn start() -> Self {
        let (port, folder) = (free_port(), new_folder());
        let mut redis = Self { child: spawn(port, &folder), port, folder };
        redis.until_ready().await;
        redis
    }

    /// As the settings name it.
    pub fn url(&self) -> String {
        format!("redis://{}", self.address())
    }

    /// Ends it at once; nobody is told.
    pub fn kill(&mut self) {
        // It may have been killed already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Starts it again, empty.
    pub async fn start_again(&mut self) {
        self.child = spawn(self.port, &self.folder);
        self.until_ready().await;
    }

    /// Ends it and removes what it wrote.
    pub fn remove(mut self) {
        signal(self.child.id(), "TERM");
        self.child.wait().unwrap();
        std::fs::remove_dir_all(&self.folder).unwrap();
    }

    fn address(&self) -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, self.port))
    }

    async fn until_ready(&mut self) {
        let since = Instant::now();
        let mut looks = tokio::time::interval(Duration::from_millis(10));
        loop {
            looks.tick().await;
            if TcpStream::connect(self.address()).is_ok() {
                return;
            }
            assert!(self.child.try_wait().unwrap().is_none(), "Redis ended; its log is in {}", self.folder.display());
            assert!(since.elapsed() < READY_WITHIN, "Redis is not ready in time");
        }
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.kill();
    }
}

fn spawn(port: u16, folder: &PathBuf) -> Child {
    let mut command = Command::new("redis-server");
    command.args(["--bind", "127.0.0.1", "--port", &port.to_string(), "--save", "", "--appendonly", "no"]);
    command.arg("--dir").arg(folder);
    spawn_command(command, folder)
}
