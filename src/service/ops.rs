//! The operator's side: health, the status page, the instances, the clock, the sealing and the verification of the audit log.
//!
//! Nothing here decides about an exam; it looks, measures, and keeps house.

pub mod beat;
pub mod drain_instance;
pub mod keep_clock;
pub mod list_instances;
pub mod presence;
pub mod probe;
pub mod read_health;
pub mod read_status;
pub mod sample;
pub mod seal_audit;
pub mod sweep_jobs;
pub mod tell_audit_head;
pub mod verify_audit;
pub mod vitals;
