//! Which way arrows may point: down the layers, and to earlier slices through their `api.rs` and domain types only.

use super::resolve::{Arrow, Target, arrows};
use super::source::{ModulePath, Sources};

/// Slices in their order; each may use the earlier ones.
const SLICES: [&str; 9] =
    ["accounts", "media", "exams", "coupons", "payments", "rooms", "calls", "bookings", "practice"];

/// Slices outside the order: they may use every slice's `api.rs`, and every slice theirs.
const BESIDE: [&str; 2] = ["ratelimit", "ops"];

/// Folders of one number that know each other all the same: logs are shaped by their settings, and so is the way to Redis.
const PEERS: [(&str, &str); 2] = [("telemetry", "settings"), ("redis_link", "settings")];

/// Layers that reach our own state through services alone.
const WITHOUT_STORE: [&str; 2] = ["actor", "edge"];

/// Other packages that belong to certain layers, so that replacing one stays the matter of those.
const PACKAGES: [(&str, &[&str]); 13] = [
    ("actix_web", &["bus", "edge", "boot", "main"]),
    ("actix_http", &["edge", "boot"]),
    ("actix_web_actors", &["edge"]),
    ("lettre", &["gateway"]),
    ("hyper", &["gateway"]),
    ("hyper_rustls", &["gateway"]),
    ("hyper_util", &["gateway"]),
    ("rustls", &["gateway"]),
    ("redis", &["settings", "redis_link", "bus", "store"]),
    ("sea_orm", &["store"]),
    ("sqlx", &["store"]),
    ("examhall_migrations", &["store"]),
    ("examhall_simulator", &["boot"]),
];

/// Where a module stands on both axes.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    layer: String,
    slice: Option<String>,
    is_api: bool,
}

/// A sentence for each arrow that points the wrong way.
pub fn wrong_arrows(sources: &Sources) -> Vec<String> {
    let mut wrong = Vec::new();
    for arrow in arrows(sources) {
        let from = place(&arrow.from.scope);
        let reason = match &arrow.to {
            Target::Ours(module) => up_or_aside(&from, &place(module)).or_else(|| across(&arrow, &from, module)),
            Target::Foreign(path) => package(&from, &path[0]),
            Target::Local => None,
        };
        if let Some(reason) = reason {
            wrong.push(format!("{}: {reason}", arrow.origin(sources)));
        }
    }
    wrong.sort();
    wrong.dedup();
    wrong
}

fn up_or_aside(from: &Place, to: &Place) -> Option<String> {
    let arrow = format!("{} -> {}", from.layer, to.layer);
    let (Some(above), Some(below)) = (number(&from.layer), number(&to.layer)) else {
        return Some(format!("{arrow}: a folder under src that is no layer"));
    };
    let aside = above == below && from.layer != to.layer && !PEERS.contains(&(from.layer.as_str(), to.layer.as_str()));
    if above < below {
        Some(format!("{arrow} points up"))
    } else if aside {
        Some(format!("{arrow} points aside"))
    } else if to.layer == "store" && WITHOUT_STORE.contains(&from.layer.as_str()) {
        Some(format!("{arrow}: only services reach the store"))
    } else {
        None
    }
}

fn across(arrow: &Arrow<'_>, from: &Place, module: &ModulePath) -> Option<String> {
    let to = place(module);
    let theirs = to.slice.clone()?;
    let offered = to.layer == "domain" || to.is_api;
    match &from.slice {
        Some(ours) if *ours == theirs => None,
        Some(ours) if !may_use(ours, &theirs) => Some(format!("slice {ours} -> {theirs} is a later slice")),
        Some(ours) if !offered => Some(format!("slice {ours} -> {theirs} passes by service/{theirs}/api.rs")),
        // The edge's tables of routes and operations, and the composition root, name every slice.
        None if matches!(from.layer.as_str(), "edge" | "boot" | "main") => None,
        // What all slices share must not lend one slice's insides to another; a parent only lists its children.
        None if from.layer == to.layer && !offered && !module.starts_with(&arrow.from.scope) => {
            Some(format!("{} is shared by all slices and uses the inside of {theirs}", from.layer))
        }
        _ => None,
    }
}

fn may_use(ours: &str, theirs: &str) -> bool {
    let rank = |slice: &str| SLICES.iter().position(|name| *name == slice);
    match (rank(ours), rank(theirs)) {
        (Some(ours), Some(theirs)) => theirs < ours,
        _ => true,
    }
}

fn package(from: &Place, name: &str) -> Option<String> {
    let (_, layers) = PACKAGES.iter().find(|(package, _)| *package == name)?;
    let belongs = layers.contains(&from.layer.as_str());
    (!belongs).then(|| format!("{} -> {name}, which belongs to {}", from.layer, layers.join(", ")))
}

/// The number of the layer's folder in ARCHITECTURE.md.
fn number(layer: &str) -> Option<u8> {
    Some(match layer {
        "domain" => 0,
        "settings" | "telemetry" | "redis_link" => 1,
        "gateway" | "store" | "bus" => 2,
        "service" => 3,
        "actor" => 4,
        "edge" => 5,
        "boot" => 6,
        "lib" | "main" => 7,
        _ => return None,
    })
}

fn place(module: &ModulePath) -> Place {
    let layer = match (module[0].as_str(), module.get(1)) {
        ("examhall_domain", _) => "domain",
        ("examhall", None) => "lib",
        ("examhall", Some(folder)) => folder,
        (other, _) => other,
    };
    let inner = match layer {
        // A transport stands between the layer and its slices there.
        "edge" => module.get(3..).unwrap_or_default(),
        "domain" => module.get(1..).unwrap_or_default(),
        "service" | "store" | "actor" => module.get(2..).unwrap_or_default(),
        // Lower layers are cut by concern; a settings file may bear a slice's name and is open to all.
        _ => &[],
    };
    // The socket's operations bear the name of a slice by accident.
    let inner = if module.get(2..4).is_some_and(|at| at == ["ws", "ops"]) { &inner[1..] } else { inner };
    let slice = inner.first().filter(|name| SLICES.contains(&name.as_str()) || BESIDE.contains(&name.as_str()));
    let is_api = layer == "service" && inner.get(1).is_some_and(|name| name == "api");
    Place { layer: layer.to_owned(), slice: slice.cloned(), is_api }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TREE: [(&str, &str); 11] = [
        ("src/lib.rs", ""),
        ("src/store.rs", "pub mod exams; pub struct Store;"),
        ("src/store/exams.rs", "pub struct Row;"),
        ("src/service.rs", "pub mod accounts; pub mod rooms; pub struct Context;"),
        ("src/service/accounts.rs", "pub mod api; pub mod register;"),
        ("src/service/accounts/api.rs", "pub struct Caller;"),
        ("src/service/accounts/register.rs", "pub fn register() {}"),
        ("src/service/rooms.rs", "pub mod start;"),
        ("src/service/rooms/start.rs", "pub use crate::store::Store as Kept; pub fn start() {}"),
        ("src/bus.rs", "pub struct Hub;"),
        ("src/domain/src/lib.rs", "pub mod rooms { pub struct Room; } pub mod accounts { pub struct Role; }"),
    ];

    #[test]
    fn an_arrow_that_points_the_wrong_way_is_told_with_its_reason() {
        let table = [
            ("src/service/x.rs", "use crate::edge::http;", "service -> edge points up"),
            ("src/store/x.rs", "fn f(hub: crate::bus::Hub) {}", "store -> bus points aside"),
            ("src/edge/http/x.rs", "use crate::store::Store;", "edge -> store: only services"),
            ("src/edge/http/x.rs", "use crate::service::rooms::start::Kept;", "edge -> store: only services"),
            ("src/edge/http/x.rs", "use crate::service::rooms::start as s; fn f() { s::Kept }", "edge -> store"),
            ("src/actor/x.rs", "fn f() { call!(crate::store::Store) }", "actor -> store: only services"),
            ("src/actor/x.rs", "#[serde(with = \"crate::store::Store\")] struct S;", "actor -> store"),
            ("src/actor/x.rs", "mod inner { fn f() -> super::super::super::store::Store {} }", "actor -> store"),
            ("src/service/accounts/x.rs", "use examhall_domain::rooms::Room;", "accounts -> rooms is a later slice"),
            ("src/service/accounts/x.rs", "use crate::service::rooms::start;", "accounts -> rooms is a later slice"),
            ("src/service/rooms/x.rs", "use crate::service::accounts::register;", "passes by service/accounts/api.rs"),
            ("src/edge/http/rooms.rs", "use crate::service::accounts::register;", "passes by service/accounts/api.rs"),
            ("src/edge/ws/ops/rooms.rs", "use crate::service::accounts::register;", "passes by service/accounts"),
            ("src/service/rooms/x.rs", "use crate::store::exams::Row;", "passes by service/exams/api.rs"),
            ("src/service/shared.rs", "use crate::service::rooms::start;", "uses the inside of rooms"),
            ("src/service/x.rs", "use actix_web::web;", "service -> actix_web, which belongs to"),
            ("src/service/x.rs", "use sea_orm as orm; fn f() { orm::query() }", "service -> sea_orm"),
            (
                "src/gateway/x.rs",
                "use examhall_simulator::Config;",
                "gateway -> examhall_simulator, which belongs to boot",
            ),
            ("src/misc/x.rs", "use crate::bus::Hub;", "a folder under src that is no layer"),
        ];
        for (path, text, reason) in table {
            let wrong = wrong_in(path, text);
            assert!(wrong.iter().any(|told| told.starts_with(path) && told.contains(reason)), "{text} gave {wrong:?}");
        }
    }

    #[test]
    fn arrows_down_and_to_earlier_slices_are_right() {
        let table = [
            ("src/edge/http/rooms.rs", "use crate::service::accounts::api::Caller; use crate::service::rooms::start;"),
            ("src/service/rooms/x.rs", "use crate::store::Store; use examhall_domain::accounts::Role;"),
            ("src/edge/ws/ops.rs", "use crate::service::rooms::start; use crate::service::accounts::register;"),
            ("src/boot.rs", "use crate::store::Store; use crate::service::accounts::register;"),
            ("src/store/x.rs", "use sea_orm::entity::prelude::*; use super::Store;"),
            ("src/telemetry.rs", "use crate::settings::Anything;"),
        ];
        for (path, text) in table {
            assert_eq!(wrong_in(path, text), Vec::<String>::new(), "{text}");
        }
    }

    fn wrong_in(path: &str, text: &str) -> Vec<String> {
        let mut snippets = TREE.to_vec();
        snippets.extend([("src/edge.rs", "pub mod http;"), ("src/edge/http.rs", ""), ("src/settings.rs", "")]);
        snippets.push((path, text));
        wrong_arrows(&Sources::of(&snippets)).into_iter().filter(|told| told.starts_with(path)).collect()
    }
}
