//! What people do at the checkout.

/// How somebody buys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    /// Pays; the page brings the signature.
    Verifies,
    /// Pays; the browser is sent back with the signature.
    ComesBack,
    /// Pays and closes the tab.
    ClosesTheTab,
    /// The first try fails.
    FailsThenPays,
    /// The try fails as it seems, and the bank's yes comes later.
    PaysLate,
    /// The bank's yes comes later.
    PaysPending,
    /// Pays in two tabs.
    PaysTwice,
    /// Pays, and buys again while access runs.
    Renews,
    /// Calls the order off and pays it all the same.
    CancelsThenPays,
    /// Looks at the checkout and goes.
    Leaves,
    /// Holds less money ready than the exam costs.
    Underpays,
    /// More money than the exam costs is taken.
    Overpays,
}

impl Plan {
    /// The usual ones more often.
    pub const ALL: [Self; 20] = [
        Self::Verifies,
        Self::ComesBack,
        Self::ClosesTheTab,
        Self::FailsThenPays,
        Self::PaysTwice,
        Self::PaysLate,
        Self::Verifies,
        Self::CancelsThenPays,
        Self::ComesBack,
        Self::Renews,
        Self::ClosesTheTab,
        Self::Underpays,
        Self::Verifies,
        Self::PaysTwice,
        Self::PaysPending,
        Self::Leaves,
        Self::Verifies,
        Self::Overpays,
        Self::ClosesTheTab,
        Self::FailsThenPays,
    ];
}
