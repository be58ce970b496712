//! Who is connected to this instance, as its doors count them.

/// What the doors count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Presence {
    /// Open sockets.
    pub sockets: usize,
    /// Different people among the signed-in ones.
    pub people: usize,
}

/// The doors of this instance; whoever has sockets implements them.
pub trait Doors: Send + Sync {
    /// Who is connected at the moment.
    fn presence(&self) -> Presence;
}
