//! Messages, and the check that the embedded assets were built from the sources beside them.
//!
//! The assets are committed, so that building the program needs no Node. Here only a hash is compared.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io, process};

use sha2::{Digest, Sha256};

fn main() {
    words_build::generate();
    if let Err(fault) = assets() {
        eprintln!("{fault}");
        process::exit(1);
    }
}

fn assets() -> Result<(), String> {
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(|e| e.to_string())?);
    let built = here.join("assets");
    let web = here.join("../../web");
    println!("cargo:rerun-if-changed={}", built.display());
    // A package without the front-end sources beside it trusts what was built.
    if web.is_dir() {
        for part in ["src", "package.json", "package-lock.json", "build.mjs"] {
            println!("cargo:rerun-if-changed={}", web.join(part).display());
        }
        let now = hash(&web).map_err(|e| format!("web: {e}"))?;
        let then = fs::read_to_string(built.join("SOURCES")).unwrap_or_default();
        if now != then.trim() {
            return Err(
                "the pages' assets are older than their sources in web/: run bin/assets and commit crates/ui/assets"
                    .to_owned(),
            );
        }
    }
    table(&built)
}

/// One hash over every source file, in the order of their names. `web/build.mjs` counts the same way.
fn hash(web: &Path) -> io::Result<String> {
    let mut files = Vec::new();
    walk(&web.join("src"), &mut files)?;
    for name in ["build.mjs", "package-lock.json", "package.json"] {
        files.push(web.join(name));
    }
    let mut named: Vec<(String, PathBuf)> = files
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(web).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            (name, path)
        })
        .collect();
    named.sort();
    let mut all = Sha256::new();
    for (name, path) in named {
        // A checkout with CRLF line ends is the same source.
        let bytes: Vec<u8> = fs::read(path)?.into_iter().filter(|b| *b != b'\r').collect();
        all.update(name.as_bytes());
        all.update([0]);
        all.update(hex(&Sha256::digest(&bytes)));
        all.update([b'\n']);
    }
    Ok(hex(&all.finalize()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

/// Writes the table of embedded files from `assets/MANIFEST`: logical name, file name, media type.
fn table(built: &Path) -> Result<(), String> {
    let manifest = fs::read_to_string(built.join("MANIFEST"))
        .map_err(|e| format!("crates/ui/assets/MANIFEST: {e}; run bin/assets"))?;
    let mut code = String::from("&[\n");
    for line in manifest.lines() {
        let mut parts = line.split('\t');
        let (Some(name), Some(file), Some(media)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(format!("crates/ui/assets/MANIFEST: cannot read `{line}`; run bin/assets"));
        };
        let bytes = |suffix: &str| {
            let path = built.join(format!("{file}{suffix}"));
            if path.is_file() {
                format!("Some(include_bytes!({:?}).as_slice())", path.display().to_string())
            } else {
                "None".to_owned()
            }
        };
        let _ = writeln!(
            code,
            "Asset {{ name: {name:?}, file: {file:?}, media: {media:?}, plain: include_bytes!({:?}).as_slice(), br: {}, gzip: {} }},",
            built.join(file).display().to_string(),
            bytes(".br"),
            bytes(".gz")
        );
    }
    code.push_str("]\n");
    let out = env::var("OUT_DIR").map_err(|e| e.to_string())?;
    let place = Path::new(&out).join("assets.rs");
    // A new file: build folders are often copied by hard links, and the old one may be somebody else's too.
    let _ = fs::remove_file(&place);
    fs::write(place, code).map_err(|e| e.to_string())
}
