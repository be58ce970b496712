//! Password and code, asked for once more.

use crate::service::accounts::api::Proof;
use serde::Deserialize;
use utoipa::ToSchema;

/// What an open session alone is not enough for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordAndCode {
    #[schema(max_length = 128)]
    password: String,
    /// Six digits of the app, or a recovery code; needed where the second factor is on.
    #[serde(default)]
    #[schema(max_length = 40, examples("050471"))]
    code: Option<String>,
}

impl From<PasswordAndCode> for Proof {
    fn from(typed: PasswordAndCode) -> Self {
        Self { password: typed.password, code: typed.code }
    }
}
