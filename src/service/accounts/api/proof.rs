//! What an open session alone is not enough for.

/// What somebody gives, as it was typed.
pub struct Proof {
    pub password: String,
    /// Of the app or from paper; needed where a second factor counts, and not looked at elsewhere.
    pub code: Option<String>,
}
