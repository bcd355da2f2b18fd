//! One hard rewrite each.
