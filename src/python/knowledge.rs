//! What builtins and the standard library return, walk, mutate, raise and show: data.
