//! Exams: the catalogue, question banks, papers and the sittings that are planned of them.
//!
//! Later slices use [`api`] only. Where exams have to ask rooms (how does a sitting stand?), the question is a trait of
//! [`api`] and `boot` brings the answer.

pub mod add_picture;
pub mod adjust_enrolment;
pub mod adjust_enrolments;
pub mod api;
pub mod archive_question;
pub mod assign_staff;
pub mod authored;
pub mod browse_catalogue;
pub mod cards;
pub mod compare_versions;
pub mod create_exam;
pub mod create_question;
pub mod define_paper;
pub mod define_rubric;
pub mod dismiss_staff;
pub mod draft;
mod encoding;
pub mod enrol;
pub mod enrol_list;
pub mod export_enrolments;
mod fields;
pub mod find_exam;
pub mod import;
pub mod import_questions;
pub mod list_authored;
pub mod list_enrolments;
pub mod list_my_exams;
pub mod list_questions;
pub mod list_results;
pub mod list_versions;
pub mod move_question;
mod pictured;
pub mod preview_paper;
pub mod preview_question;
pub mod publish_exam;
pub mod question_sheet;
pub mod read_authored;
pub mod read_exam;
pub mod read_paper;
pub mod read_question;
pub mod read_sitting;
pub mod records;
pub mod release_results;
mod render;
pub mod restore_version;
pub mod revise_question;
pub mod schedule_sitting;
mod scope;
pub mod show_picture;
pub mod survey_bank;
pub mod tag_question;
pub mod withdraw_enrolments;
pub mod written_paper;
