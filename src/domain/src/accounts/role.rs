//! The roles that an account can have; what each may do is in [`super::permission`].

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// One role. An account may have several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Buys, sits and practises.
    Student,
    /// Holds mock interviews.
    Mentor,
    /// Watches the rooms they are assigned to.
    Proctor,
    /// Makes exams and holds sittings of them.
    Author,
    /// Runs the institute.
    Admin,
}

/// A set of roles; written as a list in the order of [`Role::ALL`].
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Vec<Role>", into = "Vec<Role>")]
pub struct Roles(u8);

/// A word that names no role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the roles are student, mentor, proctor, author and admin")]
pub struct UnknownRole;

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] = [Self::Student, Self::Mentor, Self::Proctor, Self::Author, Self::Admin];

    /// The word for this role in rows and on wires.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Student => "student",
            Self::Mentor => "mentor",
            Self::Proctor => "proctor",
            Self::Author => "author",
            Self::Admin => "admin",
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        Self::ALL.into_iter().find(|role| role.name() == text).ok_or(UnknownRole)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Roles {
    /// No role at all.
    pub const NONE: Self = Self(0);

    /// These and one more.
    #[must_use]
    pub const fn with(self, role: Role) -> Self {
        Self(self.0 | role.bit())
    }

    /// These and one fewer.
    #[must_use]
    pub const fn without(self, role: Role) -> Self {
        Self(self.0 & !role.bit())
    }

    /// Whether the role is among them.
    pub const fn contains(self, role: Role) -> bool {
        self.0 & role.bit() != 0
    }

    /// The roles, in the order of [`Role::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.into_iter().filter(move |role| self.contains(*role))
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        roles.into_iter().fold(Self::NONE, Self::with)
    }
}

impl From<Role> for Roles {
    fn from(role: Role) -> Self {
        Self::NONE.with(role)
    }
}

impl From<Vec<Role>> for Roles {
    fn from(roles: Vec<Role>) -> Self {
        roles.into_iter().collect()
    }
}

impl From<Roles> for Vec<Role> {
    fn from(roles: Roles) -> Self {
        roles.iter().collect()
    }
}

impl FromStr for Roles {
    type Err = UnknownRole;

    /// Reads what [`fmt::Display`] writes: names with commas between them; nothing is no role.
    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::parse).collect()
    }
}

impl fmt::Display for Roles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, role) in self.iter().enumerate() {
            if n > 0 {
                f.write_str(",")?;
            }
            f.write_str(role.name())?;
        }
        Ok(())
    }
}

impl fmt::Debug for Roles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Roles({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_set_is_read_back_from_its_text_and_its_json() {
        for bits in 0..1 << Role::ALL.len() {
            let roles = Roles(bits);
            assert_eq!(roles.to_string().parse(), Ok(roles));
            let json = serde_json::to_string(&roles).unwrap();
            assert_eq!(serde_json::from_str::<Roles>(&json).unwrap(), roles);
        }
    }

    #[test]
    fn sets_are_written_in_one_order() {
        let roles: Roles = "admin, student".parse().unwrap();
        assert_eq!(roles.to_string(), "student,admin");
        assert_eq!(serde_json::to_string(&roles).unwrap(), r#"["student","admin"]"#);
    }

    #[test]
    fn unknown_words_are_refused() {
        assert_eq!("student,root".parse::<Roles>(), Err(UnknownRole));
        assert_eq!("Student".parse::<Role>(), Err(UnknownRole));
    }

    #[test]
    fn roles_come_and_go() {
        let roles = Roles::from(Role::Student).with(Role::Proctor);
        assert!(roles.contains(Role::Proctor));
        assert_eq!(roles.without(Role::Proctor), Roles::from(Role::Student));
    }
}
