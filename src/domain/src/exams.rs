//! Placeholder replaced by the slice's first commit.
