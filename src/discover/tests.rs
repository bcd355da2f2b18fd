use super::*;
use std::fs;

/// A folder with these files (a name that ends in `/` is a folder).
fn folder(names: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::Builder::new().prefix("tree").tempdir().unwrap();
    for name in names {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        if name.ends_with('/') {
            fs::create_dir_all(&path).unwrap();
        } else {
            fs::write(&path, "x = 1\n").unwrap();
        }
    }
    folder
}

/// What is found when `paths` below the folder are named, relative to it.
fn found(folder: &tempfile::TempDir, paths: &[&str], exclude: &[&str]) -> (Vec<String>, Vec<String>) {
    let paths: Vec<PathBuf> = paths.iter().map(|path| folder.path().join(path)).collect();
    let exclude: Vec<String> = exclude.iter().map(|glob| (*glob).to_owned()).collect();
    let found = discover(&paths, &exclude).unwrap();
    let root = format!("{}/", folder.path().display());
    let files = found.files.iter().map(|path| path.display().to_string().replace(&root, ""));
    let errors = found.errors.iter().map(|error| error.to_string().replace(&root, ""));
    (files.collect(), errors.collect())
}

#[test]
fn folders_of_others_are_skipped_unless_named() {
    let tree = folder(&[
        "a.py",
        "b.pyi",
        "c.pyw",
        "d.txt",
        ".hidden/x.py",
        "build/x.py",
        "env/pyvenv.cfg",
        "env/x.py",
        "lib/site-packages/x.py",
        "node_modules/x.py",
        "x.py/y.py",
    ]);
    assert_eq!(found(&tree, &[""], &[]).0, ["a.py", "b.pyi", "c.pyw", "x.py/y.py"]);
    let named = found(&tree, &["build", "env", "d.txt", "lib/site-packages", ".hidden"], &[]);
    let files = [".hidden/x.py", "build/x.py", "d.txt", "env/x.py", "lib/site-packages/x.py"];
    assert_eq!(named.0, files);
}

#[test]
fn ignore_files_and_globs() {
    let tree = folder(&["a.py", "gen/b.py", "gen/c.py", "src/gen_x.py", "src/d.py"]);
    fs::write(tree.path().join(".gitignore"), "/gen/b.py\n").unwrap();
    assert_eq!(found(&tree, &[""], &["gen_*"]).0, ["a.py", "gen/c.py", "src/d.py"]);
    assert_eq!(found(&tree, &["gen/b.py"], &[]).0, ["gen/b.py"]);
    assert_eq!(found(&tree, &["", "gen/c.py"], &["gen/"]).0, ["a.py", "src/d.py", "src/gen_x.py"]);
    assert!(discover(&[], &["a{".to_owned()]).is_err());
}

#[test]
fn each_file_once() {
    let tree = folder(&["b/a.py", "c.py"]);
    assert_eq!(found(&tree, &["c.py", "", "b/../c.py", "b"], &[]).0.len(), 2);
}

#[cfg(unix)]
#[test]
fn odd_things_are_errors_and_the_rest_goes_on() {
    use std::os::unix::fs::symlink;
    let tree = folder(&["good.py", "sub/"]);
    symlink("nowhere", tree.path().join("broken.py")).unwrap();
    symlink("round.py", tree.path().join("round.py")).unwrap();
    symlink("..", tree.path().join("sub/up")).unwrap();
    symlink("good.py", tree.path().join("also.py")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(tree.path().join("fifo.py")).status();
    assert!(made.unwrap().success());
    let (files, errors) = found(&tree, &["", "missing.py"], &[]);
    assert_eq!(files, ["good.py"]);
    let errors = errors.join("\n");
    for part in ["broken.py: a link to nothing", "round.py: ", "fifo.py: a FIFO", "missing.py: no such"] {
        assert!(errors.contains(part), "{part} in {errors}");
    }
}
