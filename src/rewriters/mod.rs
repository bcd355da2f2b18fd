//! One hard rewrite each: what a template cannot say.

mod bound;
mod clause;
mod counted;
pub mod function;
pub mod fuse;
pub mod generator;
pub mod headed;
pub mod indexed;
pub mod lazy;
pub mod local;
pub mod moving;
pub mod named;
pub mod named_content;
pub mod nested;
pub mod question;
pub mod ranked;
pub mod sliced;
pub mod whole;
pub mod yielding;
