//! The sources as the structure test sees them: modules, the names they define and import, and every path they mention.
//!
//! Read from the syntax alone, so it must not know types: what a method call reaches is not seen here, only names.

use super::mention::Collector;
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// A module's path with its crate first, such as `examhall::edge::http`.
pub type ModulePath = Vec<String>;

/// One parsed file.
pub struct SourceFile {
    /// Relative to the repository.
    pub path: String,
    pub module: ModulePath,
    pub syntax: syn::File,
}

/// What a module, inline or of its own file, brings into scope.
#[derive(Default)]
pub struct Module {
    /// Index of its file.
    pub file: usize,
    pub items: HashSet<String>,
    pub uses: HashMap<String, Vec<String>>,
    pub globs: Vec<Vec<String>>,
}

/// How a path stands in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Somewhere in an expression, a type, an attribute, a macro or a private import.
    Used,
    /// `pub use`: offered to others, not needed here.
    Offered,
}

/// Whether a mention stands in code that ships.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Build {
    Shipped,
    Tested,
}

/// A path as it was written, and where.
pub struct Mention {
    pub file: usize,
    pub line: usize,
    pub scope: ModulePath,
    pub path: Vec<String>,
    pub kind: Kind,
    pub build: Build,
}

/// The crates under `src`: the server's two, or the simulator's one, which has no part in the server's layers.
#[derive(Default)]
pub struct Sources {
    pub files: Vec<SourceFile>,
    pub modules: HashMap<ModulePath, Module>,
    pub mentions: Vec<Mention>,
}

impl Sources {
    /// Reads every `.rs` file of the server and the domain in the repository at `root`, without their test binaries.
    pub fn read(root: &Path) -> Self {
        Self::read_where(root, |path| {
            let domain = path.starts_with("src/domain/src/") || !path.starts_with("src/domain/");
            domain && !path.starts_with("src/simulator/")
        })
    }

    /// The same of the simulator.
    pub fn read_simulator(root: &Path) -> Self {
        Self::read_where(root, |path| path.starts_with("src/simulator/src/"))
    }

    fn read_where(root: &Path, ours: impl Fn(&str) -> bool) -> Self {
        let paths = super::tree::files(root);
        let rust = paths.iter().filter(|path| path.starts_with("src/") && ours(path) && path.ends_with(".rs"));
        Self::parse(rust.map(|path| (path.clone(), std::fs::read_to_string(root.join(path)).unwrap())))
    }

    /// The same from pairs of path and text, for the rules' own tests.
    pub fn of(snippets: &[(&str, &str)]) -> Self {
        Self::parse(snippets.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())))
    }

    fn parse(texts: impl Iterator<Item = (String, String)>) -> Self {
        let mut sources = Self::default();
        for (path, text) in texts {
            let syntax = syn::parse_file(&text).unwrap_or_else(|error| panic!("{path} cannot be parsed: {error}"));
            let module = module_of(&path);
            let file = sources.files.len();
            Collector::new(&mut sources, file, module.clone()).collect(&syntax);
            sources.files.push(SourceFile { path, module, syntax });
        }
        sources
    }

    /// The file that holds a module.
    pub fn file_of(&self, module: &ModulePath) -> &SourceFile {
        &self.files[self.modules[module].file]
    }
}

fn module_of(path: &str) -> ModulePath {
    let crates = [("src/domain/src/", "examhall_domain"), ("src/simulator/src/", "examhall_simulator")];
    let inner = crates.into_iter().find_map(|(folder, name)| Some((name, path.strip_prefix(folder)?)));
    let (root, rest) = inner.unwrap_or_else(|| ("examhall", path.strip_prefix("src/").unwrap_or(path)));
    match rest.strip_suffix(".rs").unwrap_or(rest) {
        "lib" => vec![root.to_owned()],
        // The program is a crate of its own that sees the library from outside.
        "main" => vec!["main".to_owned()],
        rest => std::iter::once(root).chain(rest.split('/')).map(str::to_owned).collect(),
    }
}
