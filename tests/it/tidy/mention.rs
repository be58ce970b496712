//! Walks one file's syntax and notes what each module defines, imports and mentions.

use super::source::{Build, Kind, Mention, Module, ModulePath, Sources};
use proc_macro2::{TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// The walk through one file.
pub struct Collector<'s> {
    sources: &'s mut Sources,
    file: usize,
    scope: ModulePath,
    build: Build,
}

impl<'s> Collector<'s> {
    /// A walk that starts in the file's own module.
    pub fn new(sources: &'s mut Sources, file: usize, scope: ModulePath) -> Self {
        Self { sources, file, scope, build: Build::Shipped }
    }

    /// Notes everything.
    pub fn collect(&mut self, syntax: &syn::File) {
        self.module();
        self.visit_file(syntax);
    }

    fn module(&mut self) -> &mut Module {
        let fresh = Module { file: self.file, ..Module::default() };
        self.sources.modules.entry(self.scope.clone()).or_insert(fresh)
    }

    fn mention(&mut self, path: Vec<String>, line: usize, kind: Kind) {
        let (file, scope, build) = (self.file, self.scope.clone(), self.build);
        self.sources.mentions.push(Mention { file, line, scope, path, kind, build });
    }

    fn import(&mut self, tree: &syn::UseTree, mut path: Vec<String>, kind: Kind) {
        match tree {
            syn::UseTree::Path(step) => {
                path.push(step.ident.to_string());
                self.import(&step.tree, path, kind);
            }
            syn::UseTree::Group(group) => group.items.iter().for_each(|item| self.import(item, path.clone(), kind)),
            syn::UseTree::Glob(glob) => {
                self.module().globs.push(path.clone());
                self.mention(path, glob.span().start().line, kind);
            }
            syn::UseTree::Name(name) => self.import_as(path, &name.ident, &name.ident, kind),
            syn::UseTree::Rename(rename) => self.import_as(path, &rename.ident, &rename.rename, kind),
        }
    }

    fn import_as(&mut self, mut path: Vec<String>, name: &syn::Ident, alias: &syn::Ident, kind: Kind) {
        let mut alias = alias.to_string();
        if name == "self" {
            alias = if alias == "self" { path.last().cloned().unwrap_or_default() } else { alias };
        } else {
            path.push(name.to_string());
        }
        self.module().uses.insert(alias, path.clone());
        self.mention(path, name.span().start().line, kind);
    }

    /// Paths inside a macro's or an attribute's tokens, which the parser leaves as they are.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let (mut line, mut colons) = (0, 0);
        for token in tokens {
            match token {
                TokenTree::Punct(mark) if mark.as_char() == ':' && !path.is_empty() => {
                    colons += 1;
                    continue;
                }
                TokenTree::Ident(name) if colons == 2 => path.push(name.to_string()),
                TokenTree::Ident(name) => {
                    self.flush(&mut path, line);
                    line = name.span().start().line;
                    path.push(name.to_string());
                }
                TokenTree::Group(group) => {
                    self.flush(&mut path, line);
                    self.tokens(group.stream());
                }
                TokenTree::Literal(literal) => self.quoted(&literal.to_string(), literal.span().start().line),
                TokenTree::Punct(_) => self.flush(&mut path, line),
            }
            colons = 0;
        }
        self.flush(&mut path, line);
    }

    fn flush(&mut self, path: &mut Vec<String>, line: usize) {
        let path = std::mem::take(path);
        // A lone word in a macro may be anything; only a path says whom it means.
        if path.len() > 1 {
            self.mention(path, line, Kind::Used);
        }
    }

    /// Attributes such as `#[serde(with = "crate::...")]` name code in a string.
    fn quoted(&mut self, literal: &str, line: usize) {
        let text = literal.trim_matches('"');
        if ["crate::", "super::", "self::"].iter().any(|start| text.starts_with(start)) {
            self.mention(text.split("::").map(str::to_owned).collect(), line, Kind::Used);
        }
    }
}

impl<'ast> Visit<'ast> for Collector<'_> {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        let name = match item {
            syn::Item::Const(item) => Some(&item.ident),
            syn::Item::Enum(item) => Some(&item.ident),
            syn::Item::Fn(item) => Some(&item.sig.ident),
            syn::Item::Static(item) => Some(&item.ident),
            syn::Item::Struct(item) => Some(&item.ident),
            syn::Item::Trait(item) => Some(&item.ident),
            syn::Item::Type(item) => Some(&item.ident),
            syn::Item::Union(item) => Some(&item.ident),
            syn::Item::Macro(item) => item.ident.as_ref(),
            _ => None,
        };
        if let Some(name) = name {
            self.module().items.insert(name.to_string());
        }
        visit::visit_item(self, item);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if item.content.is_none() {
            return;
        }
        let outer = self.build;
        if item.attrs.iter().any(is_test_only) {
            self.build = Build::Tested;
        }
        self.scope.push(item.ident.to_string());
        self.module();
        visit::visit_item_mod(self, item);
        self.scope.pop();
        self.build = outer;
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let kind = if matches!(item.vis, syn::Visibility::Inherited) { Kind::Used } else { Kind::Offered };
        self.import(&item.tree, Vec::new(), kind);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.mention(segments, path.span().start().line, Kind::Used);
        visit::visit_path(self, path);
    }

    /// `pub(super)` says who may look, not what is needed.
    fn visit_vis_restricted(&mut self, _: &'ast syn::VisRestricted) {}

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.tokens(call.tokens.clone());
        visit::visit_macro(self, call);
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        if let syn::Meta::List(list) = &attribute.meta {
            self.tokens(list.tokens.clone());
        }
    }
}

/// `#[cfg(test)]`.
pub fn is_test_only(attribute: &syn::Attribute) -> bool {
    attribute.path().is_ident("cfg")
        && attribute.parse_args::<syn::Path>().is_ok_and(|condition| condition.is_ident("test"))
}
