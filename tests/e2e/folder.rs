//! A folder that goes when its walk ends.

use std::path::{Path, PathBuf};

/// A fresh folder below the tests' scratch folder.
pub struct Folder(PathBuf);

impl Folder {
    /// Makes one; `purpose` begins its name.
    pub fn new(purpose: &str) -> Self {
        let below = std::env::var_os("EXAMHALL_TEST_SCRATCH").map_or_else(std::env::temp_dir, PathBuf::from);
        let path = below.join(format!("examhall-{purpose}-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Whatever cannot be removed lies in the scratch folder.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
