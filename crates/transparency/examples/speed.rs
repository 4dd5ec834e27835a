//! How long the log's steps take on this machine:
//! `cargo run --release -p transparency --example speed`.

use std::convert::Infallible;
use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use transparency::{
    Checkpoint, Frontier, Hash, HashReader, SigningKey, inclusion_proof, leaf_hash, root_at, verify_inclusion,
};

const ENTRIES: u64 = 1_000_000;

#[derive(Default)]
struct Stored(Vec<Vec<Hash>>);

impl HashReader for Stored {
    type Error = Infallible;

    fn hashes(&mut self, level: u8, from: u64, count: u64) -> Result<Vec<Hash>, Infallible> {
        let row = self.0.get(usize::from(level));
        let start = usize::try_from(from).unwrap_or(usize::MAX);
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        Ok(row.map_or_else(Vec::new, |row| row.iter().skip(start).take(count).copied().collect()))
    }
}

fn per<T>(what: &str, times: u32, mut step: impl FnMut(u32) -> T) {
    let start = Instant::now();
    for number in 0..times {
        black_box(step(number));
    }
    println!("{what:<44} {:>10.3?}", start.elapsed() / times);
}

fn main() -> Result<(), Box<dyn Error>> {
    let entry = [b'x'; 512];
    per("leaf hash of 512 bytes", 1_000_000, |_| leaf_hash(&entry));

    let mut frontier = Frontier::new();
    let mut stored = Stored::default();
    let start = Instant::now();
    for number in 0..ENTRIES {
        let leaf = leaf_hash(&number.to_be_bytes());
        frontier.push_storing(leaf, &mut |level, _, hash| {
            let level = usize::from(level);
            if stored.0.len() <= level {
                stored.0.resize_with(level + 1, Vec::new);
            }
            if let Some(row) = stored.0.get_mut(level) {
                row.push(hash);
            }
        });
    }
    let whole = start.elapsed();
    println!("{ENTRIES} entries of 8 bytes hashed and appended in {whole:.3?}");

    let mut bare = Frontier::new();
    per("push of a leaf hash", 1_000_000, |_| bare.push([7; 32]));
    per("root of the frontier", 10_000, |_| frontier.root());
    per("root from stored tiles", 100, |_| root_at(ENTRIES, &mut stored));
    per("inclusion proof from stored tiles", 100, |number| {
        inclusion_proof(u64::from(number) * 9_999, ENTRIES, &mut stored)
    });
    let proof = inclusion_proof(777_777, ENTRIES, &mut stored)?;
    let leaf = leaf_hash(&777_777_u64.to_be_bytes());
    let root = frontier.root();
    per("check of an inclusion proof", 10_000, |_| verify_inclusion(&leaf, 777_777, ENTRIES, &root, &proof));

    let key = SigningKey::from_seed("office.example/journal", &[1; 32])?;
    let checkpoint = Checkpoint {
        origin: "office.example/journal".to_owned(),
        size: ENTRIES,
        root,
        extensions: Vec::new(),
    };
    per("checkpoint signed", 1_000, |_| checkpoint.sign(&[&key]));
    let note = checkpoint.sign(&[&key])?;
    let known = [key.verifying_key()];
    per("checkpoint opened", 1_000, |_| Checkpoint::open(&note, &known));
    Ok(())
}
