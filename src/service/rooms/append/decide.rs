//! One request against one attempt: the domain decides, this only brings it what it needs.

use super::{Act, Change, QuestionRef, Request, Save};
use crate::service::problem::{FieldFault, ProblemType, Refusal};
use crate::service::rooms::attempt_file::AttemptFile;
use crate::service::rooms::refusal;
use crate::service::rooms::room_file::RoomFile;
use crate::service::{Context, Error};
use examhall_domain::exams::{AttemptQuestion, Response, ResponseRejection};
use examhall_domain::rooms::attempt::{EvidenceReason, step};
use examhall_domain::rooms::attempt_log::SaveBodyFault;
use examhall_domain::rooms::{
    Allowance, AttemptCommand, AttemptPhase, AttemptRejection, LogKind, LogRow, Outcome, Salt, SaveAck, SaveBody,
    deadline,
};
use examhall_domain::time::{Span, Timestamp};

/// What the machine said.
pub(super) enum Decision {
    /// Store this row.
    Append(Box<LogRow>),
    /// Nothing is to be stored.
    Settled(Change),
    /// Refused; possibly only because what was known is old.
    Refused(Rejected),
}

/// A refusal and what is kept of the refused answer.
pub(super) struct Rejected {
    pub(super) error: Error,
    pub(super) evidence: Option<Evidence>,
    pub(super) basis: Basis,
}

/// What a refusal rests on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Basis {
    /// On the request itself or on the log, which only grows: asking again cannot help.
    Certain,
    /// On a deadline, a device or a room's phase, which may have moved since it was read.
    MayBeOld,
}

/// A refused answer that is kept beside the log.
pub(super) struct Evidence {
    pub(super) reason: EvidenceReason,
    pub(super) body: Vec<u8>,
}

/// Decides a request; `extra` is the person's extra time, needed for an opening.
pub(super) fn decide(
    cx: &Context,
    room: &RoomFile,
    file: &AttemptFile,
    request: &Request,
    extra: Span,
    now: Timestamp,
) -> Decision {
    if let (Act::Save(_), AttemptPhase::Prepared) = (&request.act, file.state.phase) {
        // Before anything is compared with the paper: what a sealed paper asks must not show in how guesses are refused.
        return Decision::Refused(rejected(file, AttemptRejection::NotOpen, None));
    }
    let command = match command(room, file, request, extra, now) {
        Ok(command) => command,
        Err(refusal) => return Decision::Refused(certain(refusal)),
    };
    let body = match &command {
        AttemptCommand::Save { body, .. } => Some(body.as_bytes().to_vec()),
        _ => None,
    };
    match step(&file.state, command, &room.view_of_attempts(), salt(cx), now) {
        Ok(Outcome::Append(row)) => Decision::Append(Box::new(row)),
        Ok(Outcome::Repeat(ack)) => Decision::Settled(Change::Saved(ack)),
        Ok(Outcome::Unchanged | Outcome::Moved { .. }) => Decision::Settled(Change::Nothing),
        Err(rejection) => Decision::Refused(rejected(file, rejection, body)),
    }
}

fn command(
    room: &RoomFile,
    file: &AttemptFile,
    request: &Request,
    extra: Span,
    now: Timestamp,
) -> Result<AttemptCommand, Refusal> {
    Ok(match &request.act {
        Act::Open { device } => {
            let allowance = Allowance { limit: room.sitting.plan.time_limit, extra };
            let closes_at = deadline::opening(&room.state, allowance, now);
            AttemptCommand::Open { device: Some(*device), closes_at }
        }
        Act::Save(save) => AttemptCommand::Save {
            device: save.device,
            save_id: save.save_id,
            body: body(file, save)?,
            received_at: request.received_at,
        },
        Act::TakeOver { device } => AttemptCommand::TakeOver { device: *device },
        Act::Submit { device } => AttemptCommand::Submit { device: *device },
        Act::Close => AttemptCommand::Close,
    })
}

fn body(file: &AttemptFile, save: &Save) -> Result<SaveBody, Refusal> {
    let asked = question(file, save.question).ok_or(ProblemType::UnknownQuestion)?;
    let source = file.source.questions().get(&asked.version).ok_or(ProblemType::Internal)?;
    let value = serde_json::from_str(save.response.get()).map_err(|_| ProblemType::MalformedRequest)?;
    Response::parse(&source.body, &value).map_err(|rejection| invalid(&rejection))?;
    SaveBody::compose(asked.question, save.revision, &save.response).map_err(|fault| match fault {
        SaveBodyFault::TooLarge { .. } => ProblemType::PayloadTooLarge.into(),
        SaveBodyFault::RevisionOutOfRange => {
            Refusal::new(ProblemType::ValidationFailed).field("/revision", "revision_out_of_range")
        }
    })
}

fn question(file: &AttemptFile, named: QuestionRef) -> Option<&AttemptQuestion> {
    match named {
        QuestionRef::Position(position) => file.paper.at_position(position),
        QuestionRef::Id(id) => file.paper.find(id),
    }
}

fn invalid(rejection: &ResponseRejection) -> Refusal {
    let mut refusal = Refusal::new(ProblemType::ResponseInvalid);
    let pointer = format!("/response{}", rejection.pointer);
    let name = rejection.pointer.rsplit('/').next().unwrap_or_default().to_owned();
    refusal.fields.push(FieldFault { pointer, code: rejection.fault.code(), args: vec![("name", name)] });
    refusal
}

/// What a row changes. `after` is the phase that it led to: a closing is told as it is stored.
pub(super) fn change(row: &LogRow, after: AttemptPhase) -> Change {
    if let AttemptPhase::Closed { reason, at } = after {
        return Change::Closed { reason, at };
    }
    match (row.kind, row.question, row.revision, row.device) {
        (LogKind::Saved, Some(question), Some(revision), _) => Change::Saved(SaveAck {
            question,
            revision,
            seq: row.seq,
            saved_at: row.at,
            late: row.late,
            chain: row.chain,
        }),
        (LogKind::TakenOver, _, _, Some(device)) => Change::TakenOver { device },
        (LogKind::Opened | LogKind::Saved | LogKind::TakenOver | LogKind::Closed, ..) => Change::Opened,
    }
}

fn certain(refusal: Refusal) -> Rejected {
    Rejected { error: refusal.into(), evidence: None, basis: Basis::Certain }
}

fn rejected(file: &AttemptFile, rejection: AttemptRejection, body: Option<Vec<u8>>) -> Rejected {
    let stored = match rejection {
        AttemptRejection::Conflict { stored } | AttemptRejection::Stale { stored } => {
            file.state.answers.iter().find(|(_, answer)| answer.save_id == stored.save_id).map(|(id, _)| *id)
        }
        _ => None,
    };
    let evidence = rejection.evidence().zip(body).map(|(reason, body)| Evidence { reason, body });
    let error = refusal::of_attempt(rejection, stored.and_then(|question| file.answer(question)));
    Rejected { error: error.into(), evidence, basis: basis(rejection) }
}

fn basis(rejection: AttemptRejection) -> Basis {
    match rejection {
        AttemptRejection::Closed { .. }
        | AttemptRejection::UnknownQuestion
        | AttemptRejection::Conflict { .. }
        | AttemptRejection::Stale { .. }
        | AttemptRejection::SaveIdReused
        | AttemptRejection::ExtensionOutOfRange => Basis::Certain,
        AttemptRejection::RoomNotStarted
        | AttemptRejection::RoomEnded
        | AttemptRejection::RoomPaused { .. }
        | AttemptRejection::WindowOver
        | AttemptRejection::NotOpen
        | AttemptRejection::DeviceBusy { .. }
        | AttemptRejection::Fenced { .. }
        | AttemptRejection::TooLate { .. }
        | AttemptRejection::NotDue { .. } => Basis::MayBeOld,
    }
}

fn salt(cx: &Context) -> Salt {
    let mut bytes = [0; 16];
    cx.randomness.fill(&mut bytes);
    Salt(bytes)
}
