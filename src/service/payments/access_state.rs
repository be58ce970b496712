//! Whether a person may enter an exam's sittings, as the wire says it.

use crate::service::instant::Instant;
use examhall_domain::payments::{AccessSource, AccessView};
use serde::Serialize;
use utoipa::ToSchema;

/// What a person has of an exam.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AccessState {
    pub has_access: bool,
    /// When it ends if nothing is added; `null` without access, and for access without an end.
    pub expires_at: Option<Instant>,
    /// What it rests on; `null` without access.
    #[schema(value_type = Option<String>, examples("free", "order", "grant"))]
    pub source: Option<AccessSource>,
}

impl AccessState {
    /// What everybody has of an exam that costs nothing.
    pub const FREE: Self = Self { has_access: true, expires_at: None, source: Some(AccessSource::Free) };
    /// What nobody has paid for.
    pub const NONE: Self = Self { has_access: false, expires_at: None, source: None };

    /// A text that changes exactly when the state does, for `ETag`.
    pub fn tag(&self) -> String {
        let source = self.source.map_or("none", AccessSource::name);
        self.expires_at.map_or_else(|| source.to_owned(), |at| format!("{source}-{}", at.0.0))
    }
}

impl From<AccessView> for AccessState {
    fn from(view: AccessView) -> Self {
        Self { has_access: view.has_access, expires_at: view.expires_at.map(Instant), source: view.source }
    }
}
