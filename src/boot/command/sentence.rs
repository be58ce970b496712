//! A refusal as the person at the terminal reads it.

use crate::service::problem::{FieldFault, Refusal};
use crate::service::{Error, texts};
use examhall_domain::accounts::Locale;

/// What is wrong and what to do, one line for each wrong part of the input.
pub(in crate::boot) fn sentence(error: Error) -> anyhow::Error {
    match error {
        Error::Refused(refusal) => anyhow::anyhow!("{}", lines(&refusal).join("\n  ")),
        fault @ Error::Store(_) => fault.into(),
    }
}

fn lines(refusal: &Refusal) -> Vec<String> {
    let text = |part: &str| {
        let key = format!("problem.{}.{part}", refusal.problem.slug());
        texts::text(Locale::En, &key, &refusal.args)
    };
    let field = |fault: &FieldFault| {
        let detail = texts::text(Locale::En, &format!("field.{}", fault.code), &fault.args);
        format!("{}: {detail}", fault.pointer.trim_start_matches('/'))
    };
    let fields = refusal.fields.iter().map(field);
    [text("title"), text("detail")].into_iter().chain(fields).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::problem::ProblemType;

    #[test]
    fn a_refusal_says_what_is_wrong_and_where() {
        let refusal = Refusal::new(ProblemType::ValidationFailed).field("/email", "required");
        let told = sentence(refusal.into()).to_string();
        assert_eq!(told.lines().count(), 3, "{told}");
        assert!(told.lines().last().unwrap().starts_with("  email: "), "{told}");
    }
}
