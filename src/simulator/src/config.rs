//! What one simulator is told at its start.

use super::clock::Clock;
use super::draw::Seed;
use super::faults::Faults;
use std::fmt;
use std::path::PathBuf;

/// Everything that can be set. [`Config::new`] has the values that Razorpay has, or what is handy where it has none.
#[derive(Clone, Debug)]
pub struct Config {
    /// The port on the loopback address; 0 lets the system choose. Other addresses are not served: anybody could pay there.
    pub port: u16,
    /// The file of the books; made when it is missing.
    pub file: PathBuf,
    pub keys: Keys,
    /// Where events go, `http://…`. Without it they are written down and go nowhere.
    pub webhook: Option<String>,
    /// Without it the seed that the books remember; new books draw one.
    pub seed: Option<Seed>,
    pub faults: Faults,
    /// Captures by itself what is authorised, as a merchant can ask Razorpay to.
    pub captures_by_itself: bool,
    pub timing: Timing,
    pub limits: Limits,
    pub clock: Clock,
}

/// The merchant's credentials. Debug output hides what is secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Keys {
    pub key_id: String,
    pub key_secret: String,
    pub webhook_secret: String,
}

/// How long things take, in milliseconds.
#[derive(Clone, Debug)]
pub struct Timing {
    /// From a failed payment to its late authorisation, unless whoever pays says otherwise.
    pub late: i64,
    /// From the authorisation to the refund of what nobody captured.
    pub capture_within: i64,
    /// From the asking for a refund to its end; 0 ends it at once.
    pub refund: i64,
    /// What a receiver of webhooks has to answer.
    pub webhook_patience: u64,
    /// The pause before the second try of a webhook; each further one is twice as long, up to the second figure.
    pub retry_first: i64,
    pub retry_longest: i64,
    /// A webhook that nobody took for so long is given up.
    pub retry_for: i64,
    /// How long a call hangs that is to time out; longer than any client waits.
    pub hang: i64,
    /// How much later a slow answer, a delayed and a reordered webhook come.
    pub slow: i64,
    pub webhook_delay: i64,
    pub webhook_hold: i64,
}

/// What there is room for.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of one request's body.
    pub body: usize,
    /// Webhooks that wait; further events are not sent, which the books count.
    pub waiting: i64,
    /// Webhooks under way at once.
    pub deliveries: usize,
    /// Webhooks that are remembered after their end, and checkouts that were opened.
    pub remembered: i64,
    /// Connections at once.
    pub connections: usize,
}

impl Config {
    /// With the keys and the file, and everything else as it usually is.
    pub fn new(file: impl Into<PathBuf>, keys: Keys) -> Self {
        Self {
            port: 8090,
            file: file.into(),
            keys,
            webhook: None,
            seed: None,
            faults: Faults::none(),
            captures_by_itself: false,
            timing: Timing::default(),
            limits: Limits::default(),
            clock: Clock::system(),
        }
    }
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            late: 10_000,
            capture_within: 3 * 24 * 3_600_000,
            refund: 2_000,
            webhook_patience: 5_000,
            retry_first: 10_000,
            retry_longest: 3_600_000,
            retry_for: 24 * 3_600_000,
            hang: 30_000,
            slow: 2_000,
            webhook_delay: 15_000,
            webhook_hold: 3_000,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { body: 65_536, waiting: 100_000, deliveries: 8, remembered: 100_000, connections: 2_048 }
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").field("key_id", &self.key_id).finish_non_exhaustive()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({})", self.now_ms())
    }
}
