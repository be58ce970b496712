//! A connection that knows when what is read from it arrived. The kernel notes that for each packet, so that a crowd of hundreds
//! which has its hands full does not count as a slow server.
//!
//! For the same reason a crowd reads what has arrived a moment later, all at once: people have machines of their own, and
//! hundreds who dealt with every packet when it comes would take the processors from the servers while they deliver.

use libc::{c_int, c_void, iovec, msghdr, timespec};
use std::io;
use std::mem::{MaybeUninit, size_of};
use std::os::fd::AsRawFd;
use std::pin::Pin;
use std::ptr;
use std::sync::LazyLock;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, Interest, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Interval, interval_at};

/// The crowd reads at the same moments. So much is read at once: to clear all of a large buffer each time costs more than to read twice.
const READ_EVERY: Duration = Duration::from_millis(10);
const READ_BYTES_MAX: usize = 4_096;
static FIRST_READ: LazyLock<Instant> = LazyLock::new(Instant::now);

/// The connection.
pub struct Stamped {
    tcp: TcpStream,
    /// Goes off when it is time to read.
    time: Interval,
    state: State,
    is_of_a_crowd: bool,
    arrived_us: i64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing has arrived.
    Idle,
    /// Something has, and is read when it is time.
    Waiting,
    /// All of it is being read.
    Reading,
}

impl Stamped {
    /// Has arrivals noted on an open connection.
    pub fn new(tcp: TcpStream) -> Self {
        note_arrivals(&tcp).unwrap();
        let time = interval_at(*FIRST_READ, READ_EVERY);
        Self { tcp, time, state: State::Idle, is_of_a_crowd: false, arrived_us: 0 }
    }

    /// The same for one of a crowd.
    pub fn of_a_crowd(tcp: TcpStream) -> Self {
        Self { is_of_a_crowd: true, ..Self::new(tcp) }
    }

    /// When the last of what was read so far arrived, in microseconds since the Unix epoch; 0 before anything did.
    pub fn arrived_us(&self) -> i64 {
        self.arrived_us
    }
}

impl AsyncRead for Stamped {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        loop {
            match this.state {
                State::Idle => {
                    ready!(this.tcp.poll_read_ready(cx))?;
                    this.time.reset_at(next_read());
                    this.state = if this.is_of_a_crowd { State::Waiting } else { State::Reading };
                }
                State::Waiting => {
                    ready!(this.time.poll_tick(cx));
                    this.state = State::Reading;
                }
                State::Reading => {
                    let bytes = buffer.remaining().min(READ_BYTES_MAX);
                    let room = buffer.initialize_unfilled_to(bytes);
                    match this.tcp.try_io(Interest::READABLE, || receive(&this.tcp, room)) {
                        Ok((bytes, arrived_us)) => {
                            buffer.advance(bytes);
                            this.arrived_us = arrived_us.unwrap_or(this.arrived_us);
                            return Poll::Ready(Ok(()));
                        }
                        Err(error) if error.kind() == io::ErrorKind::WouldBlock => this.state = State::Idle,
                        Err(error) => return Poll::Ready(Err(error)),
                    }
                }
            }
        }
    }
}

impl AsyncWrite for Stamped {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().tcp).poll_write(cx, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().tcp).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().tcp).poll_shutdown(cx)
    }
}

/// The next of the moments at which everybody reads.
fn next_read() -> Instant {
    let passed = FIRST_READ.elapsed().as_micros() / READ_EVERY.as_micros();
    *FIRST_READ + READ_EVERY * u32::try_from(passed + 1).unwrap()
}

fn note_arrivals(tcp: &TcpStream) -> io::Result<()> {
    let (on, size) = (1 as c_int, size_of::<c_int>() as u32);
    let on = ptr::from_ref(&on).cast::<c_void>();
    // SAFETY: the descriptor is open, and the option is a `c_int` of this size.
    match unsafe { libc::setsockopt(tcp.as_raw_fd(), libc::SOL_SOCKET, libc::SO_TIMESTAMPNS, on, size) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

/// A note of the kernel about what was read: its head, and the time.
#[repr(C)]
struct Note {
    head: libc::cmsghdr,
    at: timespec,
}

/// How many bytes came, and when the last of them arrived; the end of the stream has no such moment.
fn receive(tcp: &TcpStream, room: &mut [u8]) -> io::Result<(usize, Option<i64>)> {
    let mut parts = iovec { iov_base: room.as_mut_ptr().cast(), iov_len: room.len() };
    let mut note = MaybeUninit::<Note>::zeroed();
    // SAFETY: a message of zeros names nothing.
    let mut message: msghdr = unsafe { MaybeUninit::zeroed().assume_init() };
    (message.msg_iov, message.msg_iovlen) = (&raw mut parts, 1);
    (message.msg_control, message.msg_controllen) = (note.as_mut_ptr().cast(), size_of::<Note>());
    // SAFETY: the descriptor is open; the message names one room for bytes and one for a note, which live until it returns.
    let bytes = unsafe { libc::recvmsg(tcp.as_raw_fd(), &raw mut message, 0) };
    let bytes = usize::try_from(bytes).map_err(|_| io::Error::last_os_error())?;
    // SAFETY: it is plain numbers, zero where the kernel wrote nothing.
    let Note { head, at } = unsafe { note.assume_init() };
    let is_time = message.msg_controllen > 0 && head.cmsg_type == libc::SCM_TIMESTAMPNS;
    Ok((bytes, is_time.then(|| at.tv_sec * 1_000_000 + at.tv_nsec / 1_000)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instant::now_us;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    #[tokio::test]
    async fn what_is_read_late_arrived_when_it_did() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let near = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (mut far, _) = listener.accept().await.unwrap();
        let mut near = Stamped::new(near);
        // The kernel begins to note arrivals a moment after the first of all sockets has asked for it.
        let noting = async {
            while near.arrived_us() == 0 {
                far.write_all(b"word").await.unwrap();
                near.read_exact(&mut [0; 4]).await.unwrap();
            }
        };
        tokio::time::timeout(Duration::from_secs(10), noting).await.unwrap();
        let before = now_us();
        far.write_all(b"word").await.unwrap();
        // On one machine what was sent has arrived.
        let arrived_by = now_us();
        while now_us() < arrived_by + Duration::from_millis(5).as_micros() as i64 {
            tokio::task::yield_now().await;
        }
        near.read_exact(&mut [0; 4]).await.unwrap();
        assert!((before..=arrived_by).contains(&near.arrived_us()), "{} {before} {arrived_by}", near.arrived_us());
    }
}
