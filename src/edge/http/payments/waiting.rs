//! `?wait=` of what can be waited for.

use crate::edge::http::failure::Failure;
use crate::service::Context;
use crate::service::problem::{FieldFault, ProblemType, Refusal};
use serde::Deserialize;
use std::time::Duration;
use utoipa::IntoParams;

/// How long to wait for a change.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Wait {
    /// Seconds to wait for something else than what `If-None-Match` names; 0 unless said, 25 at most.
    #[serde(default)]
    wait: u64,
}

impl Wait {
    /// The time.
    ///
    /// # Errors
    /// `validation-failed` beyond the setting.
    pub fn patience(&self, cx: &Context) -> Result<Duration, Failure> {
        let max = cx.settings.access.wait_s_max;
        if self.wait <= max {
            return Ok(Duration::from_secs(self.wait));
        }
        let mut refusal = Refusal::new(ProblemType::ValidationFailed);
        let args = vec![("min", "0".to_owned()), ("max", max.to_string())];
        refusal.fields.push(FieldFault { pointer: "/wait".to_owned(), code: "out_of_range", args });
        Err(refusal.into())
    }
}
