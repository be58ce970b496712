//! Lists in pages: which part is asked for, and where the next one starts.

use crate::service::problem::{FieldFault, ProblemType, Refusal};
use crate::settings::HttpSettings;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Which part of a list is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageRequest {
    /// The last entry of the page before.
    pub after: Option<Uuid>,
    limit: u64,
}

/// A part of a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// For `?cursor=` of the next page; `null` at the end.
    pub next_cursor: Option<String>,
}

impl PageRequest {
    /// Reads `?cursor=` and `?limit=`.
    ///
    /// # Errors
    /// `validation-failed` for a cursor that was not given out here and a limit out of bounds.
    pub fn parse(settings: &HttpSettings, cursor: Option<&str>, limit: Option<u64>) -> Result<Self, Refusal> {
        let limit = Self::limit(settings, limit);
        let after = cursor.map(Uuid::try_parse).transpose();
        match (limit, after) {
            (Ok(limit), Ok(after)) => Ok(Self { after, limit }),
            (Err(refusal), Ok(_)) => Err(refusal),
            (Ok(_), Err(_)) => Err(Refusal::new(ProblemType::ValidationFailed).field("/cursor", "invalid")),
            (Err(refusal), Err(_)) => Err(refusal.field("/cursor", "invalid")),
        }
    }

    /// Reads `?limit=` of any list.
    ///
    /// # Errors
    /// `validation-failed` out of bounds.
    pub fn limit(settings: &HttpSettings, limit: Option<u64>) -> Result<u64, Refusal> {
        let max = u64::from(settings.page_rows_max);
        let limit = limit.unwrap_or(settings.page_rows.into());
        if (1..=max).contains(&limit) {
            return Ok(limit);
        }
        let mut refusal = Refusal::new(ProblemType::ValidationFailed);
        let args = vec![("min", "1".to_owned()), ("max", max.to_string())];
        refusal.fields.push(FieldFault { pointer: "/limit".to_owned(), code: "out_of_range", args });
        Err(refusal)
    }

    /// How many rows to look up: one more than are shown, to know whether there are more.
    pub fn rows(&self) -> u64 {
        self.limit + 1
    }

    /// Keeps what is shown of the rows that were looked up, and the cursor behind it.
    pub fn cut<T>(&self, mut rows: Vec<T>, id: impl Fn(&T) -> Uuid) -> (Vec<T>, Option<String>) {
        let shown = usize::try_from(self.limit).unwrap_or(usize::MAX);
        if rows.len() <= shown {
            return (rows, None);
        }
        rows.truncate(shown);
        let next = rows.last().map(|row| id(row).to_string());
        (rows, next)
    }
}

impl<T> Page<T> {
    /// A list that is short enough to have one page.
    pub fn whole(items: Vec<T>) -> Self {
        Self { items, next_cursor: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings;

    fn parse(cursor: Option<&str>, limit: Option<u64>) -> Result<PageRequest, Refusal> {
        PageRequest::parse(&settings::defaults().http, cursor, limit)
    }

    #[test]
    fn limits_are_watched_on_both_sides() {
        assert_eq!(parse(None, None).unwrap().rows(), 51);
        assert_eq!(parse(None, Some(200)).unwrap().rows(), 201);
        for limit in [0, 201] {
            assert_eq!(parse(None, Some(limit)).unwrap_err().fields[0].pointer, "/limit");
        }
        assert_eq!(parse(Some("x"), Some(0)).unwrap_err().fields.len(), 2);
    }

    #[test]
    fn a_full_page_says_where_the_next_one_starts_and_the_last_one_does_not() {
        let request = parse(None, Some(2)).unwrap();
        let ids: Vec<Uuid> = (1..=3).map(Uuid::from_u128).collect();
        assert_eq!(request.cut(ids.clone(), |id| *id), (ids[..2].to_vec(), Some(ids[1].to_string())));
        assert_eq!(request.cut(ids[..2].to_vec(), |id| *id), (ids[..2].to_vec(), None));
    }
}
