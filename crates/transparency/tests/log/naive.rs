//! The tree as RFC 6962, section 2.1 defines it, word by word and slow; and a log in memory.

use transparency::{EntryReader, Frontier, Hash, HashReader, empty_root, leaf_hash, node_hash};

fn split(count: usize) -> usize {
    let mut k = 1;
    while k * 2 < count {
        k *= 2;
    }
    k
}

/// MTH(D[n]), over leaf hashes.
pub fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            node_hash(&root(left), &root(right))
        }
    }
}

/// PATH(m, D[n]).
pub fn path(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let k = split(leaves.len());
    let (left, right) = leaves.split_at(k);
    if index < k {
        [path(index, left), vec![root(right)]].concat()
    } else {
        [path(index - k, right), vec![root(left)]].concat()
    }
}

/// SUBPROOF(m, D[n], b).
pub fn subproof(old: usize, leaves: &[Hash], whole: bool) -> Vec<Hash> {
    if old == leaves.len() {
        return if whole { Vec::new() } else { vec![root(leaves)] };
    }
    let k = split(leaves.len());
    let (left, right) = leaves.split_at(k);
    if old <= k {
        [subproof(old, left, whole), vec![root(right)]].concat()
    } else {
        [subproof(old - k, right, false), vec![root(left)]].concat()
    }
}

/// A log in memory that counts what is read from it.
#[derive(Default)]
pub struct Log {
    pub entries: Vec<Vec<u8>>,
    pub frontier: Frontier,
    pub levels: Vec<Vec<Hash>>,
    pub read: u64,
}

impl Log {
    pub fn of(count: usize) -> Self {
        let mut log = Self::default();
        for number in 0..count {
            log.append(format!("{{\"n\":{number}}}").into_bytes());
        }
        log
    }

    pub fn append(&mut self, entry: Vec<u8>) {
        let levels = &mut self.levels;
        self.frontier.push_storing(leaf_hash(&entry), &mut |level, index, hash| {
            let level = usize::from(level);
            if levels.len() == level {
                levels.push(Vec::new());
            }
            assert_eq!(u64::try_from(levels[level].len()), Ok(index), "in order");
            levels[level].push(hash);
        });
        self.entries.push(entry);
    }

    pub fn leaves(&self) -> &[Hash] {
        self.levels.first().map_or(&[], Vec::as_slice)
    }
}

fn part<T: Clone>(row: &[T], from: u64, count: u64) -> Result<Vec<T>, String> {
    assert!((1..=256).contains(&count), "asked for {count}");
    assert!(from / 256 == (from + count - 1) / 256, "reaches over the end of a tile");
    let start = usize::try_from(from).unwrap();
    let end = start + usize::try_from(count).unwrap();
    row.get(start..end).map(<[T]>::to_vec).ok_or_else(|| format!("nothing stored at {from}..+{count}"))
}

impl HashReader for Log {
    type Error = String;

    fn hashes(&mut self, level: u8, from: u64, count: u64) -> Result<Vec<Hash>, String> {
        self.read += count;
        let row = self.levels.get(usize::from(level)).ok_or("no such level")?;
        part(row, from, count)
    }
}

impl EntryReader for Log {
    fn entries(&mut self, from: u64, count: u64) -> Result<Vec<Vec<u8>>, String> {
        part(&self.entries, from, count)
    }
}
