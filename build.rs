//! Embeds every `transforms/<family>/*.toml` into the binary, in a stable order.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=transforms");
    let mut code = String::from("static BUILTIN: &[Embedded] = &[\n");
    for family in sorted(&root.join("transforms"))? {
        for file in sorted(&family)? {
            if file.extension().is_some_and(|e| e == "toml") {
                let shown = file.strip_prefix(&root)?.display().to_string().replace('\\', "/");
                writeln!(
                    code,
                    "    Embedded {{ path: {shown:?}, text: include_str!({:?}) }},",
                    file.display().to_string()
                )?;
            }
        }
    }
    code.push_str("];\n");
    let out = PathBuf::from(env::var("OUT_DIR")?).join("builtin.rs");
    fs::write(out, code)?;
    Ok(())
}

/// What a folder holds, sorted; nothing where there is no such folder.
fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut paths =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}
