//! The policies and what each of them counts by. Their numbers are settings.

/// A limit that routes share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Policy {
    /// Everything that has no reason to be elsewhere.
    General,
    /// Registering, signing in, its second step, and asking for and setting a new password.
    SignIn,
    /// What makes this server call a payment gateway.
    Gateway,
    /// Files that are sent here.
    Upload,
    /// What a student needs to get into an exam and to write it, and its proctor to lead it.
    Exam,
    /// Pictures that a page shows, which it asks for one by one.
    Pictures,
}

/// By what a policy counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// One person, from wherever they come.
    User,
    /// One address, whoever is behind it.
    Network,
    /// Everybody together.
    Overall,
}

/// Whose requests a policy counts by their network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Networks {
    /// Those of nobody who is signed in: a person counts as that person.
    OfStrangers,
    /// All of them.
    OfEverybody,
}

/// What a ban closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bans {
    /// The policy's routes.
    Close,
    /// Nothing: not even somebody who misbehaved is kept from writing an exam.
    PassBy,
}

/// Something for each scope that has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PerScope<T>([Option<T>; Scope::ALL.len()]);

impl Policy {
    /// Every policy.
    pub const ALL: [Self; 6] = [Self::General, Self::SignIn, Self::Gateway, Self::Upload, Self::Exam, Self::Pictures];

    /// Its name in headers, metrics and settings; stable.
    pub const fn name(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::SignIn => "sign-in",
            Self::Gateway => "gateway",
            Self::Upload => "upload",
            Self::Exam => "exam",
            Self::Pictures => "pictures",
        }
    }

    /// Its place among all.
    pub const fn place(self) -> usize {
        self as usize
    }

    /// Whose requests count by their network. What guards passwords and money counts everybody's.
    pub const fn networks(self) -> Networks {
        match self {
            Self::General | Self::Upload | Self::Exam | Self::Pictures => Networks::OfStrangers,
            Self::SignIn | Self::Gateway => Networks::OfEverybody,
        }
    }

    /// Whether a ban closes it.
    pub const fn bans(self) -> Bans {
        match self {
            Self::General | Self::SignIn | Self::Gateway | Self::Upload => Bans::Close,
            Self::Exam | Self::Pictures => Bans::PassBy,
        }
    }
}

impl Scope {
    /// Every scope, in the order in which buckets are looked at.
    pub const ALL: [Self; 3] = [Self::User, Self::Network, Self::Overall];

    /// Its name, as the settings have it after `per_`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Network => "network",
            Self::Overall => "overall",
        }
    }
}

impl<T> Default for PerScope<T> {
    fn default() -> Self {
        Self::of(|_| None)
    }
}

impl<T> PerScope<T> {
    /// What `make` gives for each scope.
    pub fn of(make: impl FnMut(Scope) -> Option<T>) -> Self {
        Self(Scope::ALL.map(make))
    }

    /// What the scope has.
    pub const fn get(&self, scope: Scope) -> Option<&T> {
        self.0[scope as usize].as_ref()
    }

    /// The same to change.
    pub const fn get_mut(&mut self, scope: Scope) -> Option<&mut T> {
        self.0[scope as usize].as_mut()
    }

    /// Those that have something, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Scope, &T)> {
        Scope::ALL.into_iter().zip(&self.0).filter_map(|(scope, of)| Some((scope, of.as_ref()?)))
    }

    /// Something else for each scope that has something.
    pub fn map<U>(&self, mut make: impl FnMut(Scope, &T) -> Option<U>) -> PerScope<U> {
        PerScope::of(|scope| self.get(scope).and_then(|of| make(scope, of)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_policy_has_its_place_and_a_name_of_its_own() {
        let mut names = Policy::ALL.map(Policy::name).to_vec();
        for (place, policy) in Policy::ALL.into_iter().enumerate() {
            assert_eq!(policy.place(), place);
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Policy::ALL.len());
    }

    #[test]
    fn a_ban_keeps_nobody_from_an_exam() {
        let open: Vec<_> = Policy::ALL.into_iter().filter(|policy| policy.bans() == Bans::PassBy).collect();
        assert_eq!(open, [Policy::Exam, Policy::Pictures]);
    }
}
