//! Who may do what: one table for every route, socket operation and page.
//!
//! A rule names the role and the tie that the person must have to the object. The caller finds out the ties (owning,
//! being assigned, being enrolled, being oneself), preferably inside the query that loads the object.

use super::role::{Role, Roles};

/// Everything that somebody signed in can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// List and end sign-ins.
    ManageSessions,
    /// Make a new exam.
    CreateExam,
    /// See an exam's questions and definition, edit and publish it.
    ManageExam,
    /// Import questions into an exam.
    ImportQuestions,
    /// Take an exam's questions out.
    ExportQuestions,
    /// Plan a sitting of an exam.
    ScheduleSitting,
    /// Assign proctors and markers to a sitting.
    AssignStaff,
    /// Give one person extra time or a group before the start.
    AdjustEnrolment,
    /// See a room's people and its log.
    ViewRoom,
    /// Start, pause, resume, extend, announce, end.
    ProctorRoom,
    /// Enrol oneself in a sitting.
    Enrol,
    /// Enter the room, open a paper, write it, hand it in.
    SitExam,
    /// See an attempt with its answers and receipt.
    ViewAttempt,
    /// See the result of an attempt.
    ViewResult,
    /// See everybody's results of a sitting.
    ViewResults,
    /// Mark by hand.
    MarkAttempt,
    /// Let the students see their results.
    ReleaseResults,
    /// Search, disable, change roles.
    ManageAccounts,
    /// See everybody's orders and access, give money back, grant and withdraw access, steer the queue.
    ManagePayments,
    /// The operator's page.
    ViewStatus,
    /// See who was refused too often, and lift bans.
    ManageLimits,
    /// Read and verify the audit log.
    ViewAudit,
}

/// How a person stands to the object of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tie {
    /// The person owns the exam, or the exam that the object belongs to.
    OwnsExam,
    /// The person is assigned to the sitting.
    Assigned,
    /// The object is the person's own.
    Own,
    /// The person is enrolled in the sitting.
    Enrolled,
}

/// The ties between one person and one object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scope(u8);

/// What to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Do it.
    Allowed,
    /// 404: the person does such things, but to other objects, and must not learn that this one exists.
    Hidden,
    /// 403: nobody with these roles does such things.
    Forbidden,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 22] = [
        Self::ManageSessions,
        Self::CreateExam,
        Self::ManageExam,
        Self::ImportQuestions,
        Self::ExportQuestions,
        Self::ScheduleSitting,
        Self::AssignStaff,
        Self::AdjustEnrolment,
        Self::ViewRoom,
        Self::ProctorRoom,
        Self::Enrol,
        Self::SitExam,
        Self::ViewAttempt,
        Self::ViewResult,
        Self::ViewResults,
        Self::MarkAttempt,
        Self::ReleaseResults,
        Self::ManageAccounts,
        Self::ManagePayments,
        Self::ViewStatus,
        Self::ManageLimits,
        Self::ViewAudit,
    ];
}

impl Tie {
    /// Every tie.
    pub const ALL: [Self; 4] = [Self::OwnsExam, Self::Assigned, Self::Own, Self::Enrolled];

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl Scope {
    /// A stranger to the object, or an action without an object.
    pub const NONE: Self = Self(0);

    /// These ties and one more.
    #[must_use]
    pub const fn with(self, tie: Tie) -> Self {
        Self(self.0 | tie.bit())
    }

    /// Whether the tie is among them.
    pub const fn has(self, tie: Tie) -> bool {
        self.0 & tie.bit() != 0
    }
}

impl FromIterator<Tie> for Scope {
    fn from_iter<I: IntoIterator<Item = Tie>>(ties: I) -> Self {
        ties.into_iter().fold(Self::NONE, Self::with)
    }
}

/// Whether somebody with these roles and ties may do it.
pub fn permits(roles: Roles, action: Action, scope: Scope) -> Decision {
    let mut decision = Decision::Forbidden;
    for grant in grants(action) {
        let (applies, tied) = match *grant {
            Grant::Anyone(tie) => (true, scope.has(tie)),
            Grant::Always(role) => (roles.contains(role), true),
            Grant::Tied(role, tie) => (roles.contains(role), scope.has(tie)),
        };
        match (applies, tied) {
            (true, true) => return Decision::Allowed,
            (true, false) => decision = Decision::Hidden,
            (false, _) => {}
        }
    }
    decision
}

/// One way to be allowed an action.
enum Grant {
    /// Whoever has this tie.
    Anyone(Tie),
    /// This role, for every object.
    Always(Role),
    /// This role, for objects with this tie.
    Tied(Role, Tie),
}

/// An author proctors the sittings of the own exams, and marks those of others that the author is assigned to; who proctors
/// knows names and faces, and therefore does not mark. An admin does everything for others, but sits an exam only like
/// everybody else; and sign-ins are private even from an admin, who ends them by disabling the account.
const fn grants(action: Action) -> &'static [Grant] {
    match action {
        Action::ManageSessions => &[Grant::Anyone(Tie::Own)],
        Action::CreateExam => &[Grant::Always(Role::Author), Grant::Always(Role::Admin)],
        Action::ManageExam
        | Action::ImportQuestions
        | Action::ExportQuestions
        | Action::ScheduleSitting
        | Action::AssignStaff
        | Action::AdjustEnrolment
        | Action::ViewResults
        | Action::ReleaseResults => &[Grant::Tied(Role::Author, Tie::OwnsExam), Grant::Always(Role::Admin)],
        Action::MarkAttempt => &[
            Grant::Tied(Role::Author, Tie::OwnsExam),
            Grant::Tied(Role::Author, Tie::Assigned),
            Grant::Always(Role::Admin),
        ],
        Action::ViewRoom | Action::ProctorRoom => &[
            Grant::Tied(Role::Proctor, Tie::Assigned),
            Grant::Tied(Role::Author, Tie::OwnsExam),
            Grant::Always(Role::Admin),
        ],
        Action::Enrol => &[Grant::Always(Role::Student), Grant::Always(Role::Admin)],
        Action::SitExam => &[Grant::Tied(Role::Student, Tie::Enrolled), Grant::Tied(Role::Admin, Tie::Enrolled)],
        Action::ViewAttempt | Action::ViewResult => &[
            Grant::Tied(Role::Student, Tie::Own),
            Grant::Tied(Role::Author, Tie::OwnsExam),
            Grant::Always(Role::Admin),
        ],
        Action::ManageAccounts
        | Action::ManagePayments
        | Action::ViewStatus
        | Action::ManageLimits
        | Action::ViewAudit => &[Grant::Always(Role::Admin)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Action by student, mentor, proctor, author, admin: `-` never, `all` always, else the ties of which it takes one.
    const TABLE: &str = "
        ManageSessions   Own       Own  Own       Own       Own
        CreateExam       -         -    -         all       all
        ManageExam       -         -    -         OwnsExam  all
        ImportQuestions  -         -    -         OwnsExam  all
        ExportQuestions  -         -    -         OwnsExam  all
        ScheduleSitting  -         -    -         OwnsExam  all
        AssignStaff      -         -    -         OwnsExam  all
        AdjustEnrolment  -         -    -         OwnsExam  all
        ViewRoom         -         -    Assigned  OwnsExam  all
        ProctorRoom      -         -    Assigned  OwnsExam  all
        Enrol            all       -    -         -         all
        SitExam          Enrolled  -    -         -         Enrolled
        ViewAttempt      Own       -    -         OwnsExam  all
        ViewResult       Own       -    -         OwnsExam  all
        ViewResults      -         -    -         OwnsExam  all
        MarkAttempt      -         -    -         OwnsExam|Assigned all
        ReleaseResults   -         -    -         OwnsExam  all
        ManageAccounts   -         -    -         -         all
        ManagePayments   -         -    -         -         all
        ViewStatus       -         -    -         -         all
        ManageLimits     -         -    -         -         all
        ViewAudit        -         -    -         -         all
    ";

    fn every_scope() -> impl Iterator<Item = Scope> {
        (0..1 << Tie::ALL.len()).map(Scope)
    }

    fn expected(word: &str, scope: Scope) -> Decision {
        match word {
            "-" => Decision::Forbidden,
            "all" => Decision::Allowed,
            ties => {
                let tie = |name: &str| Tie::ALL.into_iter().find(|t| format!("{t:?}") == name).unwrap();
                let is_tied = ties.split('|').any(|name| scope.has(tie(name)));
                if is_tied { Decision::Allowed } else { Decision::Hidden }
            }
        }
    }

    #[test]
    fn every_role_action_and_scope_is_decided_as_the_table_says() {
        let mut cases = 0;
        let lines: Vec<_> = TABLE.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
        assert_eq!(lines.len(), Action::ALL.len());
        for (action, line) in Action::ALL.into_iter().zip(lines) {
            let words: Vec<_> = line.split_whitespace().collect();
            assert_eq!(words[0], format!("{action:?}"));
            for (role, word) in Role::ALL.into_iter().zip(&words[1..]) {
                for scope in every_scope() {
                    let decision = permits(role.into(), action, scope);
                    assert_eq!(decision, expected(word, scope), "{role} {action:?} {scope:?}");
                    cases += 1;
                }
            }
        }
        assert_eq!(cases, Role::ALL.len() * Action::ALL.len() * 16);
    }

    #[test]
    fn several_roles_allow_what_any_of_them_allows() {
        fn rank(decision: Decision) -> u8 {
            match decision {
                Decision::Forbidden => 0,
                Decision::Hidden => 1,
                Decision::Allowed => 2,
            }
        }
        for (one, other) in Role::ALL.into_iter().zip(Role::ALL.into_iter().skip(1)) {
            for (action, scope) in Action::ALL.into_iter().flat_map(|a| every_scope().map(move |s| (a, s))) {
                let both = permits(Roles::from(one).with(other), action, scope);
                let best = rank(permits(one.into(), action, scope)).max(rank(permits(other.into(), action, scope)));
                assert_eq!(rank(both), best, "{one}+{other} {action:?} {scope:?}");
            }
        }
    }

    #[test]
    fn who_has_no_role_keeps_only_the_own_sign_ins() {
        for action in Action::ALL {
            let all_ties: Scope = Tie::ALL.into_iter().collect();
            let allowed = permits(Roles::NONE, action, all_ties) == Decision::Allowed;
            assert_eq!(allowed, action == Action::ManageSessions);
        }
    }
}
