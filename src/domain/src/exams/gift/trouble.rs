//! A fault of one question, while its place is still an offset in the text of that question.

use super::super::question::QuestionFault;
use super::fault::{Args, GiftFaultCode, excerpt};

/// A fault and where in the text of the question it is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Trouble {
    pub code: GiftFaultCode,
    /// Byte offset; absent where the fault is not at one place.
    pub at: Option<usize>,
    pub args: Args,
}

impl Trouble {
    /// A fault at one place.
    pub fn at(code: GiftFaultCode, at: usize) -> Self {
        Self { code, at: Some(at), args: Args::new() }
    }

    /// With what stands there.
    pub fn showing(mut self, text: &str) -> Self {
        self.args.insert("text", excerpt(text));
        self
    }
}

impl From<QuestionFault> for Trouble {
    fn from(fault: QuestionFault) -> Self {
        Self { code: GiftFaultCode::from(&fault), at: None, args: fault.args() }
    }
}
