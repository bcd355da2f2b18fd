//! Options in, exit code out.

fn main() {}
