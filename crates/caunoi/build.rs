//! Messages, and the list of the handbook's pictures.

use std::fmt::Write as _;
use std::path::Path;

fn main() -> std::io::Result<()> {
    words_build::generate();
    let root = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let folder = Path::new(&root).join("../../docs/handbook/pictures");
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut list = String::from("static PICTURES: &[(&str, &[u8])] = &[\n");
    for lang in ["vi", "en"] {
        let mut found: Vec<_> = match std::fs::read_dir(folder.join(lang)) {
            Ok(entries) => entries.flatten().map(|entry| entry.path()).collect(),
            Err(_) => Vec::new(),
        };
        found.sort();
        for path in found.iter().filter(|path| path.extension().is_some_and(|end| end == "png")) {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let _ =
                writeln!(list, "    (\"{lang}/{name}\", include_bytes!({:?})),", path.display().to_string());
        }
    }
    list.push_str("];\n");
    let out = std::env::var("OUT_DIR").unwrap_or_default();
    std::fs::write(Path::new(&out).join("pictures.rs"), list)
}
