//! The one theorem: a sequence that is made at once may become lazy.
pub mod consumer;
