//! Why a request is refused: the stable problem types (RFC 9457) and what a refusal carries.
//!
//! The browser reads the same table from `static/protocol.json`; a test keeps the two equal. Sentences are not here: they
//! come from the catalogues under `problem.<slug>.title` and `problem.<slug>.detail`.

use examhall_domain::picture::PictureFault;
use serde_json::{Map, Value};

macro_rules! problem_types {
    ($($name:ident => ($slug:literal, $status:literal)),+ $(,)?) => {
        /// A stable type of problem; the slug never changes once shipped.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ProblemType { $(#[doc = concat!("`", $slug, "`, ", $status)] $name),+ }

        impl ProblemType {
            /// Every type, in the order of the shared table.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The last part of the type's URI.
            pub const fn slug(self) -> &'static str {
                match self { $(Self::$name => $slug),+ }
            }

            /// The HTTP status it is answered with.
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status),+ }
            }
        }
    };
}

problem_types! {
    MalformedRequest => ("malformed-request", 400),
    ValidationFailed => ("validation-failed", 422),
    NotSignedIn => ("not-signed-in", 401),
    SessionEnded => ("session-ended", 401),
    WrongCredentials => ("wrong-credentials", 401),
    LockedOut => ("locked-out", 429),
    Forbidden => ("forbidden", 403),
    OriginRefused => ("origin-refused", 403),
    NotFound => ("not-found", 404),
    MethodNotAllowed => ("method-not-allowed", 405),
    RequestTimeout => ("request-timeout", 408),
    Conflict => ("conflict", 409),
    EmailTaken => ("email-taken", 409),
    PayloadTooLarge => ("payload-too-large", 413),
    UnsupportedMediaType => ("unsupported-media-type", 415),
    TooManyRequests => ("too-many-requests", 429),
    Internal => ("internal", 500),
    Overloaded => ("overloaded", 503),
    Draining => ("draining", 503),
    StoreUnavailable => ("store-unavailable", 503),
    NotEnrolled => ("not-enrolled", 403),
    ExamNotPublished => ("exam-not-published", 409),
    SittingNotOpen => ("sitting-not-open", 409),
    SittingOver => ("sitting-over", 409),
    SittingBegun => ("sitting-begun", 409),
    SittingEntered => ("sitting-entered", 409),
    RoomNotStarted => ("room-not-started", 409),
    RoomAlreadyStarted => ("room-already-started", 409),
    RoomPaused => ("room-paused", 409),
    RoomAlreadyPaused => ("room-already-paused", 409),
    RoomNotPaused => ("room-not-paused", 409),
    RoomEnded => ("room-ended", 409),
    RoomFull => ("room-full", 409),
    ChatFull => ("chat-full", 409),
    ChatTooFast => ("chat-too-fast", 429),
    AttemptsExhausted => ("attempts-exhausted", 409),
    AttemptNotOpen => ("attempt-not-open", 409),
    AttemptClosed => ("attempt-closed", 409),
    AnswerConflict => ("answer-conflict", 409),
    AnswerStale => ("answer-stale", 409),
    AnswerTooLate => ("answer-too-late", 409),
    DeviceFenced => ("device-fenced", 409),
    DeviceBusy => ("device-busy", 409),
    UnknownQuestion => ("unknown-question", 422),
    ResponseInvalid => ("response-invalid", 422),
    ResultNotReleased => ("result-not-released", 409),
    ResultsUnmarked => ("results-unmarked", 409),
    PictureUsed => ("picture-used", 409),
    ImportRejected => ("import-rejected", 422),
    EncodingUnknown => ("encoding-unknown", 422),
    UnknownOp => ("unknown-op", 400),
    NotJoined => ("not-joined", 409),
    LinkInvalid => ("link-invalid", 410),
    EmailVerified => ("email-verified", 409),
    WrongCode => ("wrong-code", 401),
    SignInStale => ("sign-in-stale", 410),
    SecondFactorOn => ("second-factor-on", 409),
    SecondFactorOff => ("second-factor-off", 409),
    ExamUnderWay => ("exam-under-way", 409),
    LastAdmin => ("last-admin", 409),
    IdempotencyKeyMissing => ("idempotency-key-missing", 400),
    IdempotencyKeyInFlight => ("idempotency-key-in-flight", 409),
    IdempotencyKeyReused => ("idempotency-key-reused", 422),
    ExamFree => ("exam-free", 409),
    AccessNeeded => ("access-needed", 403),
    SignatureInvalid => ("signature-invalid", 401),
    GatewayUnavailable => ("gateway-unavailable", 503),
    GatewayRefused => ("gateway-refused", 502),
    OrderInReview => ("order-in-review", 409),
    OrderNotOpen => ("order-not-open", 409),
    RefundTooMuch => ("refund-too-much", 409),
    OrderNotRefundable => ("order-not-refundable", 409),
}

/// A refusal: what is wrong, in terms the catalogues can phrase.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    pub problem: ProblemType,
    /// Placeholders of the catalogue's sentence.
    pub args: Vec<(&'static str, String)>,
    /// Which parts of the input are wrong.
    pub fields: Vec<FieldFault>,
    /// Whole seconds after which a repeat makes sense.
    pub retry_after_s: Option<u32>,
    /// Members of the problem beside the standard ones, such as the answer that is stored.
    pub extras: Map<String, Value>,
}

/// One wrong part of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFault {
    /// JSON pointer (RFC 6901) into the body.
    pub pointer: String,
    /// Names the sentence `field.<code>` of the catalogues.
    pub code: &'static str,
    pub args: Vec<(&'static str, String)>,
}

impl Refusal {
    /// A refusal with nothing beside its type.
    pub fn new(problem: ProblemType) -> Self {
        Self { problem, args: Vec::new(), fields: Vec::new(), retry_after_s: None, extras: Map::new() }
    }

    /// Fills a placeholder of the sentence.
    pub fn arg(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// Names a wrong part of the input.
    pub fn field(mut self, pointer: impl Into<String>, code: &'static str) -> Self {
        self.fields.push(FieldFault { pointer: pointer.into(), code, args: Vec::new() });
        self
    }

    /// Says what is wrong with the body as a whole.
    pub fn of_body(code: &'static str, args: Vec<(&'static str, String)>) -> Self {
        let fault = FieldFault { pointer: String::new(), code, args };
        Self { fields: vec![fault], ..Self::new(ProblemType::ValidationFailed) }
    }

    /// Says when to come back.
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }

    /// Adds a member to the problem.
    pub fn extra(mut self, name: &str, value: Value) -> Self {
        self.extras.insert(name.to_owned(), value);
        self
    }
}

impl From<PictureFault> for Refusal {
    fn from(fault: PictureFault) -> Self {
        Self::of_body(fault.code(), fault.args())
    }
}

impl From<ProblemType> for Refusal {
    fn from(problem: ProblemType) -> Self {
        Self::new(problem)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_that_the_browser_reads_is_this_one() {
        let table: Value = serde_json::from_str(include_str!("../../static/protocol.json")).unwrap();
        let listed: Vec<(String, u64)> = table["problems"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| (row["slug"].as_str().unwrap().to_owned(), row["status"].as_u64().unwrap()))
            .collect();
        let ours: Vec<(String, u64)> =
            ProblemType::ALL.iter().map(|p| (p.slug().to_owned(), u64::from(p.status()))).collect();
        assert_eq!(listed, ours);
    }
}
