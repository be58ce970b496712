//! `examhall ready`: what a balancer would hear from the server on this machine, for images that have no other client.

use crate::settings::Settings;
use anyhow::{Context as _, bail};
use clap::Args;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// The answer of an instance that may be sent people.
const READY: &str = "204";
/// What an exchange on this machine takes beside the probe of the store.
const EXCHANGE: Duration = Duration::from_secs(1);
/// The pause before a server that starts is asked again.
const PAUSE: Duration = Duration::from_millis(200);
const STATUS_LINE_BYTES_MAX: u64 = 256;

#[derive(Args)]
pub(super) struct Ready {
    /// Wait so many seconds at most for it to become so.
    #[arg(long, default_value_t = 0)]
    within: u64,
}

pub(super) fn run(settings: &Settings, ready: &Ready) -> anyhow::Result<()> {
    let address = reached(settings.http.address());
    let patience = Duration::from_millis(settings.ops.probe_wait_ms) + EXCHANGE;
    let (began, within) = (Instant::now(), Duration::from_secs(ready.within));
    loop {
        match ask(address, patience) {
            Ok(()) => {
                println!("The server on {address} is ready.");
                return Ok(());
            }
            Err(error) if began.elapsed() + PAUSE > within => return Err(error),
            Err(_) => std::thread::sleep(PAUSE),
        }
    }
}

/// Who listens on every address listens on the machine's own.
fn reached(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

fn ask(address: SocketAddr, patience: Duration) -> anyhow::Result<()> {
    let status = status(address, patience).with_context(|| format!("no server answers on {address}"))?;
    if status == READY {
        return Ok(());
    }
    bail!("the server on {address} answers {status}: it starts, drains, or cannot write; ask /health what it is");
}

/// The status of `/health/ready`.
fn status(address: SocketAddr, patience: Duration) -> anyhow::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, patience)?;
    stream.set_read_timeout(Some(patience))?;
    stream.set_write_timeout(Some(patience))?;
    // In one piece: a server that answers before it has read the rest may close what is still being written to.
    stream
        .write_all(format!("GET /health/ready HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").as_bytes())?;
    let mut line = String::new();
    BufReader::new(stream.take(STATUS_LINE_BYTES_MAX)).read_line(&mut line)?;
    line.split(' ').nth(1).map(str::to_owned).context("the answer is not HTTP")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_listens_everywhere_is_asked_on_this_machine() {
        for (bound, asked) in [("0.0.0.0:80", "127.0.0.1:80"), ("[::]:80", "[::1]:80"), ("10.0.0.7:80", "10.0.0.7:80")]
        {
            assert_eq!(reached(bound.parse().unwrap()), asked.parse().unwrap());
        }
    }
}
