//! Facts about Python code, asked lazily through one door: [`Facts`].
//!
//! Node names of the grammar live here and in queries only.

pub mod knowledge;
pub mod types;

use crate::parse::Module;

/// A Python version that the output has to run under, as (major, minor).
pub type Version = (u8, u8);

/// Everything the proofs may ask about one module; computed when asked.
pub struct Facts<'m> {
    /// The module asked about.
    pub module: &'m Module,
    /// The oldest Python the output must run under.
    pub target: Version,
}

impl<'m> Facts<'m> {
    /// Facts of `module`.
    pub fn new(module: &'m Module, target: Version) -> Self {
        Facts { module, target }
    }
}
