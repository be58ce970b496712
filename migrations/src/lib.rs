//! The schema of Examhall, step by step. A step is frozen once merged: a change is a new step.
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

pub use sea_orm_migration::{Migration, MigrationStatus, MigratorTrait};

use sea_orm_migration::MigrationTrait;

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
        ]
    }
}
