//! What later slices may know of exams: sittings with their papers, and what exams ask of rooms.
//!
//! Everything here takes the part of the house that it needs instead of the whole context, because the context itself
//! carries the cache of papers and the rooms.

mod admission;
pub(in crate::service::exams) mod images;
mod offers;
mod paper;
mod papers;
mod people;
mod plan;
mod rooms;
mod rubrics;

pub use admission::{Admission, Arrival};
pub use images::shown_in;
pub use offers::{Offer, offer, set_price, titles};
pub use paper::Paper;
pub use papers::{Papers, Sitting};
pub use people::{Entry, Member, entry, is_assigned, paper_key, roster, staffed};
pub use plan::{ScheduleSitting, SittingTitle, cancel, fixed, name, planned, replan};
pub use rooms::{AttemptMark, AttemptStanding, Marked, ResultStanding, RoomStanding, Rooms};
pub use rubrics::{VersionedRubric, latest_rubrics, rubrics};
