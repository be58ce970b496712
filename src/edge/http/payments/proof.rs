//! Password and code, asked for once more before money moves.

use crate::service::accounts::api::Proof;
use serde::Deserialize;
use utoipa::ToSchema;

/// What an open session alone is not enough for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdminProof {
    #[schema(max_length = 128)]
    password: String,
    /// Six digits of the app, or a recovery code; needed where the second factor is on.
    #[serde(default)]
    #[schema(max_length = 40, examples("050471"))]
    code: Option<String>,
}

impl From<AdminProof> for Proof {
    fn from(typed: AdminProof) -> Self {
        Self { password: typed.password, code: typed.code }
    }
}
