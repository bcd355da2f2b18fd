//! pyfix: the architecture page (to be written).
pub mod check;
pub mod discover;
pub mod edit;
pub mod error;
pub mod examples;
pub mod finding;
pub mod git;
pub mod locate;
pub mod options;
pub mod parse;
pub mod pipeline;
pub mod predicates;
pub mod proof;
pub mod prove;
pub mod python;
pub mod rewrite;
pub mod rewriters;
pub mod run;
pub mod scan;
pub mod show;
pub mod source;
pub mod suppress;
pub mod target;
pub mod transform;
pub mod verdict;
pub mod write;

use check::{Engine, EngineSettings};
use error::Result;
use options::Settings;
use python::project::Surroundings;
use target::Targets;
use transform::Catalogue;

/// The engine that a command line asks for.
///
/// # Errors
/// A transform that does not load, or a selector that names none.
pub fn engine(settings: &Settings) -> Result<Engine> {
    let all = Catalogue::builtin()?.with_files(&settings.transforms)?;
    let mut select = settings.select.clone();
    if select.is_empty() && !settings.extend_select.is_empty() {
        select.push("ALL".to_owned());
    }
    select.extend(settings.extend_select.iter().cloned());
    let chosen = all.select(&select, &settings.ignore)?;
    let settings = EngineSettings {
        unsafe_fixes: settings.unsafe_fixes,
        targets: Targets::new(settings.target),
        surroundings: Surroundings::Disk { closed_world: settings.closed_world },
    };
    Engine::new(chosen, settings)
}
