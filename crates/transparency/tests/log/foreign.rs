//! The log in foreign hands: `tests/foreign/verify.go` stands on golang.org/x/mod/sumdb and shares
//! no code with ours.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tempfile::TempDir;
use transparency::{Hash, consistency_proof, export, inclusion_proof, open_note, sign_note};

use crate::naive::Log;
use crate::notes::{ORIGIN, key};
use crate::receipts::receipt;
use crate::tiles::checkpoint_note;

const INSTALL: &str = "the foreign verifier needs Go and golang.org/x/mod; on Debian: \
                       apt-get install golang-go golang-golang-x-mod-dev";

/// Builds the verifier once. Debian keeps Go sources of other projects under /usr/share/gocode.
fn verifier() -> &'static Path {
    static BUILT: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let (_, program) = BUILT.get_or_init(|| {
        let folder = TempDir::new().unwrap();
        let program = folder.path().join("verify");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/foreign/verify.go");
        let built = Command::new("go")
            .args(["build", "-o"])
            .arg(&program)
            .arg(&source)
            .env("GO111MODULE", "off")
            .env("GOPATH", "/usr/share/gocode")
            .env("GOCACHE", folder.path().join("cache"))
            .env("GOFLAGS", "")
            .output()
            .unwrap_or_else(|error| panic!("{INSTALL} (go: {error})"));
        assert!(built.status.success(), "{INSTALL}\n{}", String::from_utf8_lossy(&built.stderr));
        (folder, program)
    });
    program
}

fn run(args: &[&str], input: &str) -> Output {
    let mut child = Command::new(verifier())
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).unwrap();
    drop(stdin);
    child.wait_with_output().unwrap()
}

fn accepted(args: &[&str], input: &str) -> String {
    let output = run(args, input);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

fn laid_out(log: &mut Log) -> TempDir {
    let folder = TempDir::new().unwrap();
    let done = export(&checkpoint_note(log), &mut *log, |path, bytes| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap())?;
        fs::write(path, bytes)
    });
    assert!(done.is_ok(), "{done:?}");
    folder
}

fn vkey() -> String {
    key(ORIGIN, 1).verifying_key().encode()
}

fn words(proof: &[Hash]) -> String {
    let words: Vec<String> = proof.iter().map(|hash| STANDARD.encode(hash)).collect();
    words.join(" ")
}

#[test]
fn go_accepts_every_tile_and_entry() {
    // 66,000 entries fill a tile of level 1 and begin level 2.
    for size in [1, 2, 255, 256, 257, 1000, 66_000] {
        let mut log = Log::of(size);
        let folder = laid_out(&mut log);
        let said = accepted(&["log", folder.path().to_str().unwrap(), &vkey()], "");
        let root = STANDARD.encode(log.frontier.root());
        assert!(said.starts_with(&format!("size {size} root {root} tiles ")), "{said}");
    }
}

#[test]
fn go_makes_the_same_proofs() {
    let mut log = Log::of(1000);
    let folder = laid_out(&mut log);
    let (mut asked, mut ours) = (String::new(), String::new());
    for at in (0..1000).step_by(37).chain([255, 256, 511, 512, 999]) {
        asked.push_str(&format!("inclusion {at} 1000\n"));
        ours.push_str(&words(&inclusion_proof(at, 1000, &mut log).unwrap()));
        ours.push('\n');
        asked.push_str(&format!("consistency {} 1000\n", at + 1));
        ours.push_str(&words(&consistency_proof(at + 1, 1000, &mut log).unwrap()));
        ours.push('\n');
    }
    let theirs = accepted(&["prove", folder.path().to_str().unwrap(), &vkey()], &asked);
    assert_eq!(theirs, ours);
}

#[test]
fn go_believes_our_receipts_and_no_altered_ones() {
    let mut log = Log::of(700);
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("entry.tlog-proof");
    let entry = folder.path().join("entry.json");
    let key = vkey();
    let args = ["receipt", file.to_str().unwrap(), entry.to_str().unwrap(), &key];
    for index in [0_usize, 300, 511, 512, 699] {
        let number = u64::try_from(index).unwrap();
        let mut receipt = receipt(&mut log, number);
        receipt.extra = (index % 2 == 0).then(|| log.entries[index].clone());
        fs::write(&file, receipt.to_text()).unwrap();
        fs::write(&entry, &log.entries[index]).unwrap();
        assert_eq!(accepted(&args, ""), format!("entry {index} of 700\n"));

        fs::write(&entry, b"{\"n\":-1}").unwrap();
        assert!(!run(&args, "").status.success());
    }
}

#[test]
fn go_refuses_an_altered_log() {
    let folder = laid_out(&mut Log::of(600));
    let dir = folder.path().to_str().unwrap();
    let key = vkey();
    for path in [
        "checkpoint",
        "tile/0/000",
        "tile/0/002.p/88",
        "tile/1/000.p/2",
        "tile/entries/001",
        "tile/entries/002.p/88",
    ] {
        let file = folder.path().join(path);
        let whole = fs::read(&file).unwrap();
        let mut altered = whole.clone();
        let middle = altered.len() / 2;
        altered[middle] ^= 1;
        fs::write(&file, altered).unwrap();
        assert!(!run(&["log", dir, &key], "").status.success(), "{path}");
        fs::write(&file, whole).unwrap();
    }
    accepted(&["log", dir, &key], "");
}

/// Ed25519 leaves nothing to chance: the same key and text give the same note.
#[test]
fn go_signs_as_we_sign() {
    let ours = key(ORIGIN, 1);
    let text = checkpoint_note(&Log::of(5));
    let (text, _) = text.rsplit_once("\n\n").unwrap();
    let text = format!("{text}\n");
    let theirs = accepted(&["sign", &ours.encode()], &text);
    assert_eq!(theirs, sign_note(&text, &[&ours]).unwrap());
    assert!(open_note(&theirs, &[ours.verifying_key()]).is_ok());
}
