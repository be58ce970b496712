//! nginx with the files as they are shipped; what is replaced is what every house replaces, in `nginx/site`.

use crate::process::{free_port, new_folder, signal, spawn_command};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

const SHIPPED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/nginx");
const READY_WITHIN: Duration = Duration::from_secs(20);

/// A running nginx.
pub struct Balancer {
    child: Child,
    port: u16,
    folder: PathBuf,
}

impl Balancer {
    /// Starts one in front of these instances.
    pub async fn start(instances: &[SocketAddr]) -> Self {
        Self::start_at(free_port(), instances).await
    }

    /// The same at a port that was chosen before, so that the instances could be told.
    pub async fn start_at(port: u16, instances: &[SocketAddr]) -> Self {
        let folder = new_folder();
        copy(Path::new(SHIPPED), &folder);
        replace(&folder, "server.conf", "listen 80 ", &format!("listen 127.0.0.1:{port} "));
        site_paths(&folder);
        let mut balancer = Self { child: spawn(&folder, instances), port, folder };
        balancer.until_ready().await;
        balancer
    }

    /// Where people find it.
    pub fn address(&self) -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, self.port))
    }

    /// From now on these are its instances; sockets stay where they are.
    pub fn reload(&self, instances: &[SocketAddr]) {
        write_instances(&self.folder, instances);
        signal(self.child.id(), "HUP");
    }

    /// Whether the processes of before a reload serve nobody new.
    pub fn is_reloaded(&self) -> bool {
        let id = self.child.id();
        let children = std::fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap();
        // One that has just ended has no title any more.
        let title = |id: &str| std::fs::read_to_string(format!("/proc/{id}/cmdline")).ok();
        let titles: Vec<String> = children.split_whitespace().filter_map(title).collect();
        let is_old = |title: &String| title.contains("is shutting down");
        titles.iter().any(is_old) && titles.iter().any(|title| title.contains("worker process") && !is_old(title))
    }

    /// The shipped files hold with the server for TLS that they bring, once it is switched on.
    pub fn check_tls() {
        let folder = new_folder();
        copy(Path::new(SHIPPED), &folder);
        let (certificate, key) = (folder.join("fullchain.pem"), folder.join("privkey.pem"));
        let mut make = Command::new("openssl");
        make.args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=exams.example.org"]);
        let made = make.arg("-keyout").arg(&key).arg("-out").arg(&certificate).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let site = folder.join("site/server.conf");
        let text = std::fs::read_to_string(&site).unwrap();
        let (_, with_tls) = text.split_once("# server {").unwrap();
        let servers: String = with_tls.lines().map(|line| line.trim_start_matches('#').to_owned() + "\n").collect();
        let servers = format!("server {{{servers}").replace("/etc/ssl/examhall", &folder.display().to_string());
        std::fs::write(&site, servers.replace("listen 80", &format!("listen {}", free_port()))).unwrap();
        replace(&folder, "server.conf", "listen 443", &format!("listen {}", free_port()));
        site_paths(&folder);
        check(&folder);
        std::fs::remove_dir_all(folder).unwrap();
    }

    /// Waits until it sends requests to this instance: one that has refused some is left alone for a while.
    pub async fn until_it_asks(&self, instance: SocketAddr) {
        let (before, since) = (self.log().len(), Instant::now());
        let answered = format!("\"instance\":\"{instance}\",\"tries\":\"2");
        let mut looks = tokio::time::interval(Duration::from_millis(10));
        while !self.log()[before..].contains(&answered) {
            looks.tick().await;
            // Whoever answers: something has to be asked.
            let _ = reqwest::get(format!("http://{}/health", self.address())).await;
            assert!(since.elapsed() < READY_WITHIN, "nginx does not ask {instance} again");
        }
    }

    /// What it answered, one line of JSON each.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("examhall.log")).unwrap()
    }

    /// Ends it and removes what it wrote.
    pub fn remove(mut self) {
        self.end();
        std::fs::remove_dir_all(&self.folder).unwrap();
    }

    fn end(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            // At once: sockets would be waited for. Its other processes follow.
            signal(self.child.id(), "TERM");
            let _ = self.child.wait();
        }
    }

    async fn until_ready(&mut self) {
        let since = Instant::now();
        let mut looks = tokio::time::interval(Duration::from_millis(10));
        loop {
            looks.tick().await;
            if TcpStream::connect(self.address()).is_ok() {
                return;
            }
            let log = || std::fs::read_to_string(self.folder.join("log")).unwrap();
            assert!(self.child.try_wait().unwrap().is_none(), "nginx ended: {}", log());
            assert!(since.elapsed() < READY_WITHIN, "nginx is not ready in time: {}", log());
        }
    }
}

impl Drop for Balancer {
    fn drop(&mut self) {
        self.end();
    }
}

fn spawn(folder: &Path, instances: &[SocketAddr]) -> Child {
    write_instances(folder, instances);
    check(folder);
    let mut command = program(folder);
    command.args(["-g", &format!("daemon off; pid {};", folder.join("pid").display())]);
    spawn_command(command, folder)
}

fn check(folder: &Path) {
    let checked = program(folder).arg("-t").output().unwrap();
    assert!(checked.status.success(), "nginx refuses its files: {}", String::from_utf8_lossy(&checked.stderr));
}

/// A file as it is shipped.
pub fn shipped(name: &str) -> String {
    std::fs::read_to_string(Path::new(SHIPPED).join(name)).unwrap()
}

/// Everything that nginx writes goes into its own folder; its processes may run as another user.
fn site_paths(folder: &Path) {
    std::fs::create_dir(folder.join("cache")).unwrap();
    open_to_all(&folder.join("cache"));
    replace(folder, "paths.conf", "/var/cache/nginx-examhall", &folder.join("cache/static").display().to_string());
    replace(folder, "paths.conf", "/var/log/nginx", &folder.display().to_string());
}

fn program(folder: &Path) -> Command {
    let path = if Path::new("/usr/sbin/nginx").exists() { "/usr/sbin/nginx" } else { "nginx" };
    let mut command = Command::new(path);
    command.arg("-p").arg(folder).arg("-c").arg(folder.join("nginx.conf")).args(["-e", "stderr"]);
    command
}

fn write_instances(folder: &Path, instances: &[SocketAddr]) {
    for file in ["site/instances.conf", "site/sockets.conf"] {
        let shipped = shipped(file);
        let line = shipped.lines().find(|line| line.starts_with("server ")).unwrap();
        let terms = line.split_once(' ').unwrap().1.split_once(' ').unwrap().1;
        let lines: String = instances.iter().map(|address| format!("server {address} {terms}\n")).collect();
        std::fs::write(folder.join(file), lines).unwrap();
    }
}

fn replace(folder: &Path, file: &str, from: &str, to: &str) {
    let path = folder.join("site").join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} does not say {from:?} any more");
    std::fs::write(path, text.replace(from, to)).unwrap();
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn open_to_all(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o777)).unwrap();
}
