//! Accounts: who somebody is, what they may do, and how long a sign-in lasts.
//!
//! Rules only: hashing of passwords, tokens and look-ups happen outside.

pub mod email;
pub mod ladder;
pub mod link;
pub mod locale;
pub mod name;
pub mod password;
pub mod permission;
pub mod recovery;
pub mod role;
pub mod session;
pub mod totp;

pub use email::{EmailAddress, EmailFault};
pub use ladder::{LadderState, Network, NetworkFault, SignInOutcome};
pub use link::{Link, LinkFault, LinkKind};
pub use locale::Locale;
pub use name::{DisplayName, NameFault};
pub use password::{OfferedPassword, PasswordFault, PasswordText};
pub use permission::{Action, Decision, Scope, Tie, permits};
pub use recovery::{RecoveryCode, RecoveryCodeFault};
pub use role::{Role, Roles, UnknownRole};
pub use session::{OpenAttempts, SessionLife, SessionTerms};
pub use totp::{Code, CodeFault, Secret, Step};
