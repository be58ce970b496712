//! `?cursor=&limit=` of the slice's lists.

use crate::edge::http::failure::Failure;
use crate::service::Context;
use crate::service::page::PageRequest;
use serde::Deserialize;
use utoipa::IntoParams;

/// Which part of a list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Listing {
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// 50 unless said, at most 200.
    limit: Option<u64>,
}

impl Listing {
    /// What is asked for, within the bounds of the settings.
    pub fn page(&self, cx: &Context) -> Result<PageRequest, Failure> {
        Ok(PageRequest::parse(&cx.settings.http, self.cursor.as_deref(), self.limit)?)
    }
}
