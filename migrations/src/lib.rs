//! The schema of Examhall, step by step. A step is frozen once merged: a change is a new step.
//!
//! Instances of two versions run side by side while one is upgraded, so a change comes in two steps: one that only adds
//! (expand), and in a later version, when nobody uses the old any more, one that takes away (contract). `BESIDE` says of each
//! step which programs may run beside it.
//!
//! Both stores run the same text; only the names of the column types differ ([`dialect`]). Times are whole
//! microseconds since the Unix epoch (`_at_us`, `_us`), marks and weights are scaled integers, JSON is stored as the
//! exact text that was written, because digests cover it.

pub mod dialect;
mod m0001_accounts;
mod m0002_exams;
mod m0003_rooms;
mod m0004_jobs;
mod m0005_audit;
mod m0006_question_keys;
mod m0007_mail;
mod m0008_talk;
mod m0009_bank;
mod m0010_marks;
mod m0013_person;
mod m0014_pictures;
mod m0015_payments;
mod m0016_timelines;
mod m0017_instances;

pub use sea_orm_migration::{Migration, MigrationStatus, MigratorTrait};

use sea_orm_migration::MigrationTrait;

/// Steps beside which programs run that do not know them, each with the step that such a program has to know at least. Every
/// other step takes or changes something: a program has to know it.
const BESIDE: &[(&str, &str)] = &[("m0017_instances", "m0016_timelines")];

/// The step that a program has to know to run on a schema that has this one.
pub fn needed_by(step: &str) -> &str {
    BESIDE.iter().find(|(name, _)| *name == step).map_or(step, |(_, needed)| needed)
}

/// All steps in the order in which they are applied.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_accounts::Step),
            Box::new(m0002_exams::Step),
            Box::new(m0003_rooms::Step),
            Box::new(m0004_jobs::Step),
            Box::new(m0005_audit::Step),
            Box::new(m0006_question_keys::Step),
            Box::new(m0007_mail::Step),
            Box::new(m0008_talk::Step),
            Box::new(m0009_bank::Step),
            Box::new(m0010_marks::Step),
            Box::new(m0013_person::Step),
            Box::new(m0014_pictures::Step),
            Box::new(m0015_payments::Step),
            Box::new(m0016_timelines::Step),
            Box::new(m0017_instances::Step),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_step_needs_is_there_before_it_and_never_less_than_before() {
        let names: Vec<String> = Migrator::get_migration_files().iter().map(|step| step.name().to_owned()).collect();
        let place = |step: &str| names.iter().position(|name| name == step);
        assert!(BESIDE.iter().all(|(step, _)| place(step).is_some()), "{BESIDE:?}");
        let needed: Vec<usize> = names.iter().map(|step| place(needed_by(step)).unwrap()).collect();
        assert!(needed.iter().enumerate().all(|(at, needed)| *needed <= at), "{needed:?}");
        assert!(needed.is_sorted(), "{needed:?}");
    }
}
