//! What the calls of a table find: the objects that they name, and who calls.

use super::objects::Stage;
use super::world::{Objects, Somebody, World};
use crate::accounts::house::House;

/// Objects and sessions are made anew only when a call may have changed them. One that was refused must not have: whoever
/// comes next has to find them as they were.
pub(super) struct Scene<'a> {
    pub(super) house: &'a House,
    pub(super) world: World,
    objects: Option<(Stage, Objects)>,
    tokens: Vec<(Somebody, Option<String>)>,
}

impl<'a> Scene<'a> {
    pub(super) async fn new(house: &'a House) -> Self {
        Self { house, world: World::populate(house).await, objects: None, tokens: Vec::new() }
    }

    /// The objects at this stage, and the caller's token.
    pub(super) async fn set(&mut self, stage: Stage, somebody: Somebody) -> (&Objects, Option<&str>) {
        let objects = match self.objects.take() {
            Some((at, objects)) if at == stage => objects,
            Some(_) | None => self.world.objects(self.house, stage).await,
        };
        let (_, objects) = self.objects.insert((stage, objects));
        let known = self.tokens.iter().position(|(known, _)| *known == somebody);
        if known.is_none() {
            self.tokens.push((somebody, self.world.token(&self.house.store, somebody).await));
        }
        let (_, token) = &self.tokens[known.unwrap_or(self.tokens.len() - 1)];
        (objects, token.as_deref())
    }

    /// A call was let through that may have changed what it found.
    pub(super) fn clear(&mut self) {
        self.objects = None;
        self.tokens.clear();
    }
}
