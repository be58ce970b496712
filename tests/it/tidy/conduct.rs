//! What code of a layer must not do even with what it may import: read a clock, open a transaction, await in a machine.

use super::mention::is_test_only;
use super::resolve::{Target, arrows};
use super::source::{Build, SourceFile, Sources};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// Time, identity and chance come in as arguments or through traits of `gateway`; these would bring them by themselves.
const AMBIENT: [&str; 7] = [
    "std::time::SystemTime::now",
    "jiff::Timestamp::now",
    "jiff::Zoned::now",
    "uuid::Uuid::now_v7",
    "uuid::Uuid::new_v4",
    "rand::rng",
    "rand::random",
];
const WITHOUT_AMBIENT: [&str; 4] = ["examhall_domain", "service", "store", "actor"];

/// Parts of the standard library that reach outside the process or wait.
const OUTSIDE_WORLD: [&str; 11] = [
    "std::env",
    "std::fs",
    "std::net::TcpListener",
    "std::net::TcpStream",
    "std::net::ToSocketAddrs",
    "std::net::UdpSocket",
    "std::os",
    "std::process",
    "std::thread",
    "std::time::Instant",
    "std::time::SystemTime",
];

/// The one package that a single file names, because its traps are dealt with there.
const ONE_FILE_PACKAGE: &str = "actix_web_actors";

/// A sentence for each place that breaks a rule of its layer.
pub fn misconduct(sources: &Sources) -> Vec<String> {
    let mut told = forbidden_paths(sources);
    for file in &sources.files {
        let mut walk = Walk { file, build: Build::Shipped, told: Vec::new() };
        walk.visit_file(&file.syntax);
        told.append(&mut walk.told);
    }
    told.sort();
    told.dedup();
    told
}

/// The files that name the package which only one may name.
pub fn files_naming_the_socket_actors(sources: &Sources) -> Vec<String> {
    let named = arrows(sources).into_iter().filter(|arrow| starts(&arrow.to, ONE_FILE_PACKAGE));
    let mut files: Vec<String> = named.map(|arrow| sources.files[arrow.from.file].path.clone()).collect();
    files.sort();
    files.dedup();
    files
}

/// Tests that wait for time to pass, or that are switched off, in one file.
pub fn lazy_tests(path: &str, text: &str) -> Vec<String> {
    let syntax = syn::parse_file(text).unwrap_or_else(|error| panic!("{path} cannot be parsed: {error}"));
    let module = vec!["tests".to_owned()];
    let file = SourceFile { path: path.to_owned(), module, syntax };
    let build = if is_test_binary(path) { Build::Tested } else { Build::Shipped };
    let mut walk = Walk { file: &file, build, told: Vec::new() };
    walk.visit_file(&file.syntax);
    walk.told.retain(|told| told.contains("sleeps") || told.contains("ignored"));
    walk.told
}

fn is_test_binary(path: &str) -> bool {
    ["tests/", "src/domain/tests/", "src/simulator/tests/"].iter().any(|folder| path.starts_with(folder))
}

fn forbidden_paths(sources: &Sources) -> Vec<String> {
    let mut told = Vec::new();
    for arrow in arrows(sources).iter().filter(|arrow| arrow.from.build == Build::Shipped) {
        let layer = layer(&sources.files[arrow.from.file]);
        let origin = arrow.origin(sources);
        if WITHOUT_AMBIENT.contains(&layer) && AMBIENT.iter().any(|path| starts(&arrow.to, path)) {
            told.push(format!("{origin}: time, ids and chance come in through arguments or gateway"));
        }
        if layer == "examhall_domain" && OUTSIDE_WORLD.iter().any(|path| starts(&arrow.to, path)) {
            told.push(format!("{origin}: the domain does not reach outside"));
        }
    }
    told
}

fn starts(target: &Target, path: &str) -> bool {
    let Target::Foreign(named) = target else { return false };
    let wanted: Vec<&str> = path.split("::").collect();
    named.len() >= wanted.len() && named.iter().zip(wanted).all(|(named, wanted)| named == wanted)
}

/// The layer's folder, or the crate when it is not ours.
fn layer(file: &SourceFile) -> &str {
    match file.module[0].as_str() {
        "examhall" => file.module.get(1).map_or("lib", String::as_str),
        other => other,
    }
}

struct Walk<'f> {
    file: &'f SourceFile,
    build: Build,
    told: Vec<String>,
}

impl Walk<'_> {
    fn tell(&mut self, at: proc_macro2::Span, reason: &str) {
        self.told.push(format!("{}:{}: {reason}", self.file.path, at.start().line));
    }

    fn shipped_in(&self, layers: &[&str]) -> bool {
        self.build == Build::Shipped && layers.contains(&layer(self.file))
    }
}

impl<'ast> Visit<'ast> for Walk<'_> {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        let outer = self.build;
        if item.attrs.iter().any(is_test_only) {
            self.build = Build::Tested;
        }
        visit::visit_item_mod(self, item);
        self.build = outer;
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        if attribute.path().is_ident("ignore") {
            self.tell(attribute.span(), "an ignored test");
        }
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if let syn::Expr::Path(function) = &*call.func {
            let name = function.path.segments.last().map(|segment| segment.ident.to_string());
            let sleeps = name.is_some_and(|name| name == "sleep" || name == "sleep_until");
            if sleeps && self.build == Build::Tested {
                self.tell(call.span(), "a test that sleeps");
            }
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if call.method == "begin" && self.shipped_in(&["actor", "edge", "bus", "boot"]) {
            self.tell(call.span(), "only services open transactions");
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_field(&mut self, field: &'ast syn::ExprField) {
        let is_store = matches!(&field.member, syn::Member::Named(name) if name == "store");
        if is_store && self.shipped_in(&["actor", "edge"]) {
            self.tell(field.span(), "only services reach the store");
        }
        visit::visit_expr_field(self, field);
    }

    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        if signature.asyncness.is_some() && self.shipped_in(&["examhall_domain"]) {
            self.tell(signature.span(), "a machine does not await");
        }
        visit::visit_signature(self, signature);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_breach_is_told_where_it_stands() {
        let table = [
            ("src/service/x.rs", "use uuid::Uuid; fn f() { Uuid::now_v7() }", "come in through arguments"),
            ("src/store/x.rs", "fn f() { std::time::SystemTime::now() }", "come in through arguments"),
            ("src/domain/src/x.rs", "use std::{fs, fmt};", "the domain does not reach outside"),
            ("src/domain/src/x.rs", "async fn step() {}", "a machine does not await"),
            ("src/edge/x.rs", "fn f(cx: C) { cx.store.read() }", "only services reach the store"),
            ("src/actor/x.rs", "fn f(s: S) { s.begin() }", "only services open transactions"),
        ];
        for (path, text, reason) in table {
            let told = misconduct(&Sources::of(&[(path, text)]));
            assert!(told.iter().any(|told| told.starts_with(path) && told.contains(reason)), "{text} gave {told:?}");
        }
        let harmless = "fn f(a: &AtomicBool) { a.store(true, Relaxed); store.begin() }";
        assert_eq!(misconduct(&Sources::of(&[("src/service/x.rs", harmless)])), Vec::<String>::new());
    }

    #[test]
    fn sleeping_and_ignored_tests_are_told() {
        for path in ["tests/it/x.rs", "src/domain/tests/x.rs"] {
            assert_eq!(lazy_tests(path, "fn f() { tokio::time::sleep(d) }").len(), 1);
        }
        assert_eq!(lazy_tests("src/x.rs", "#[cfg(test)] mod tests { fn f() { std::thread::sleep(d) } }").len(), 1);
        assert_eq!(lazy_tests("src/x.rs", "fn f() { tokio::time::sleep(d) }").len(), 0);
        assert_eq!(lazy_tests("tests/it/x.rs", "#[test] #[ignore = \"slow\"] fn f() {}").len(), 1);
    }

    #[test]
    fn a_second_file_that_names_the_socket_actors_is_seen() {
        let both =
            [("src/edge/a.rs", "use actix_web_actors::ws;"), ("src/edge/b.rs", "fn f(w: actix_web_actors::ws::W) {}")];
        assert_eq!(files_naming_the_socket_actors(&Sources::of(&both)), ["src/edge/a.rs", "src/edge/b.rs"]);
    }
}
