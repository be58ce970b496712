//! Files must not import each other in a circle.
//!
//! An arrow goes to the file that defines a name. A facade's `pub use` is no arrow by itself, since it only offers; tests
//! do not count.

use super::resolve::{Target, arrows};
use super::source::Sources;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The shortest circle through each arrow that lies on one, as `a.rs -> b.rs -> a.rs`.
pub fn circles(sources: &Sources) -> Vec<String> {
    let graph = graph(sources);
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for (from, targets) in &graph {
        for to in targets {
            let Some(back) = shortest(&graph, to, from) else { continue };
            if seen.insert(back.iter().copied().collect::<BTreeSet<_>>()) {
                found.push(format!("{from} -> {}", back.join(" -> ")));
            }
        }
    }
    found
}

type Graph<'s> = BTreeMap<&'s str, BTreeSet<&'s str>>;

fn graph(sources: &Sources) -> Graph<'_> {
    let mut graph = Graph::new();
    for arrow in arrows(sources).iter().filter(|arrow| arrow.is_needed()) {
        let Target::Ours(module) = &arrow.to else { continue };
        let (from, to) = (&sources.files[arrow.from.file].path, &sources.file_of(module).path);
        if from != to {
            graph.entry(from).or_default().insert(to);
        }
    }
    graph
}

/// The files from `start` to `end`, both included.
fn shortest<'s>(graph: &Graph<'s>, start: &'s str, end: &'s str) -> Option<Vec<&'s str>> {
    let mut reached: BTreeMap<&str, Vec<&str>> = [(start, vec![start])].into();
    let mut waiting = VecDeque::from([start]);
    while let Some(file) = waiting.pop_front() {
        let way = reached[file].clone();
        if file == end {
            return Some(way);
        }
        for next in graph.get(file).into_iter().flatten() {
            if !reached.contains_key(next) {
                reached.insert(next, way.iter().copied().chain([*next]).collect());
                waiting.push_back(next);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_of_three_files_is_told_once() {
        let sources = Sources::of(&[
            ("src/lib.rs", ""),
            ("src/bus.rs", "pub mod a; pub mod b; pub mod c;"),
            ("src/bus/a.rs", "use super::b::B; pub struct A;"),
            ("src/bus/b.rs", "pub struct B(super::c::C);"),
            ("src/bus/c.rs", "pub struct C; fn f() { call!(crate::bus::a::A) }"),
        ]);
        let told = circles(&sources);
        assert_eq!(told, ["src/bus/a.rs -> src/bus/b.rs -> src/bus/c.rs -> src/bus/a.rs"]);
    }

    #[test]
    fn a_parent_that_needs_the_child_it_offers_is_in_a_circle_with_it() {
        let parent = "mod child; pub use child::Child; pub struct Parent(Child);";
        let sources = Sources::of(&[("src/lib.rs", ""), ("src/bus.rs", parent), ("src/bus/child.rs", CHILD)]);
        assert_eq!(circles(&sources), ["src/bus.rs -> src/bus/child.rs -> src/bus.rs"]);
    }

    #[test]
    fn offering_and_testing_make_no_circle() {
        let parent = "mod child; pub use child::Child; pub struct Parent; #[cfg(test)] mod tests { use super::Child; } pub(crate) fn f() {}";
        let sources = Sources::of(&[("src/lib.rs", ""), ("src/bus.rs", parent), ("src/bus/child.rs", CHILD)]);
        assert_eq!(circles(&sources), Vec::<String>::new());
    }

    const CHILD: &str = "use super::Parent; pub(super) struct Child(pub(in crate::bus) Box<Parent>);";
}
