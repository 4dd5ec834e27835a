//! Frontier, roots and proofs against the naive tree and against `ct-merkle`.

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use proptest::prelude::*;
use sha2::Sha256;
use transparency::{
    Frontier, FrontierError, NotProven, TreeError, consistency_proof, empty_root, inclusion_proof, leaf_hash,
    root_at, verify_consistency, verify_inclusion,
};

use crate::naive::{self, Log};

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Sizes go over a tile's end twice, so that levels 0 and 1 both have full and partial tiles.
    #[test]
    fn agrees_with_the_definition(size in 1_usize..1200, a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>()) {
        let mut log = Log::of(size);
        let leaves = log.leaves().to_vec();
        let index = a.index(size);
        let old = b.index(size) + 1;
        let root = naive::root(&leaves);
        let old_root = naive::root(&leaves[..old]);

        prop_assert_eq!(log.frontier.root(), root);
        prop_assert_eq!(root_at(number(size), &mut log).unwrap(), root);
        prop_assert_eq!(root_at(number(old), &mut log).unwrap(), old_root);

        let proof = inclusion_proof(number(index), number(size), &mut log).unwrap();
        prop_assert_eq!(&proof, &naive::path(index, &leaves));
        prop_assert_eq!(verify_inclusion(&leaves[index], number(index), number(size), &root, &proof), Ok(()));

        let proof = consistency_proof(number(old), number(size), &mut log).unwrap();
        prop_assert_eq!(&proof, &naive::subproof(old, &leaves, true));
        prop_assert_eq!(verify_consistency(number(old), &old_root, number(size), &root, &proof), Ok(()));
    }

    /// Anything but the one true statement is refused.
    #[test]
    fn false_statements_are_refused(size in 2_usize..600, a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), bit in 0..8_u32) {
        let mut log = Log::of(size);
        let leaves = log.leaves().to_vec();
        let (index, old) = (a.index(size), b.index(size - 1) + 1);
        let (n, i, m) = (number(size), number(index), number(old));
        let root = naive::root(&leaves);
        let old_root = naive::root(&leaves[..old]);
        let spoil = |hash: &transparency::Hash| {
            let mut hash = *hash;
            hash[at.index(32)] ^= 1 << bit;
            hash
        };

        let proof = inclusion_proof(i, n, &mut log).unwrap();
        prop_assert!(verify_inclusion(&spoil(&leaves[index]), i, n, &root, &proof).is_err());
        prop_assert!(verify_inclusion(&leaves[index], i, n, &spoil(&root), &proof).is_err());
        for other in [i + 1, i.wrapping_sub(1), i ^ 2, n, n + i] {
            if other != i {
                prop_assert!(verify_inclusion(&leaves[index], other, n, &root, &proof).is_err());
            }
        }
        for place in 0..proof.len() {
            let mut bad = proof.clone();
            bad[place] = spoil(&proof[place]);
            prop_assert!(verify_inclusion(&leaves[index], i, n, &root, &bad).is_err());
            bad.remove(place);
            prop_assert!(verify_inclusion(&leaves[index], i, n, &root, &bad).is_err());
        }
        let mut long = proof.clone();
        long.push(root);
        prop_assert_eq!(verify_inclusion(&leaves[index], i, n, &root, &long), Err(NotProven::Length));

        let proof = consistency_proof(m, n, &mut log).unwrap();
        prop_assert!(verify_consistency(m, &spoil(&old_root), n, &root, &proof).is_err());
        prop_assert!(verify_consistency(m, &old_root, n, &spoil(&root), &proof).is_err());
        for place in 0..proof.len() {
            let mut bad = proof.clone();
            bad[place] = spoil(&proof[place]);
            prop_assert!(verify_consistency(m, &old_root, n, &root, &bad).is_err());
            bad.remove(place);
            prop_assert!(verify_consistency(m, &old_root, n, &root, &bad).is_err());
        }
        let mut long = proof.clone();
        long.push(root);
        prop_assert!(verify_consistency(m, &old_root, n, &root, &long).is_err());
        prop_assert!(verify_consistency(n, &root, m, &old_root, &proof).is_err());
    }

    /// A frontier put away and taken up again goes on as if nothing had happened.
    #[test]
    fn a_frontier_survives_storage(size in 0_usize..2000, more in 0_usize..300) {
        let mut whole = Frontier::new();
        let mut stored = Frontier::new();
        for n in 0..size + more {
            let leaf = leaf_hash(&n.to_be_bytes());
            if n == size {
                stored = Frontier::from_bytes(&whole.to_bytes()).unwrap();
            }
            whole.push(leaf);
            if n >= size {
                stored.push(leaf);
            }
        }
        if more > 0 {
            prop_assert_eq!(&stored, &whole);
            prop_assert_eq!(stored.root(), whole.root());
        }
        prop_assert_eq!(Frontier::from_bytes(&whole.to_bytes()), Ok(whole));
    }
}

/// Every index and every older size, by the independent crate.
#[test]
fn agrees_with_ct_merkle() {
    let mut other = MemoryBackedTree::<Sha256, Vec<u8>>::new();
    let mut log = Log::default();
    for size in 1..=40_usize {
        let entry = format!("entry {size}").into_bytes();
        other.push(entry.clone());
        log.append(entry);
        assert_eq!(log.frontier.root().as_slice(), other.root().as_bytes().as_slice());
        for index in 0..size {
            let ours = inclusion_proof(number(index), number(size), &mut log).unwrap();
            assert_eq!(ours.as_flattened(), other.prove_inclusion(index).as_bytes());
        }
        for old in 1..size {
            let ours = consistency_proof(number(old), number(size), &mut log).unwrap();
            assert_eq!(ours.as_flattened(), other.prove_consistency(size - old).as_bytes());
        }
    }
}

/// Three levels of tiles. A proof reads a few tiles, not the log.
#[test]
fn large_logs_are_read_by_the_tile() {
    let size = 70_000_usize;
    let mut log = Log::of(size);
    let root = log.frontier.root();
    assert_eq!(log.levels.len(), 3);
    assert_eq!(root, naive::root(log.leaves()));
    log.read = 0;
    assert_eq!(root_at(number(size), &mut log), Ok(root));
    assert!(log.read <= 3 * 256, "a root read {}", log.read);
    for index in [0, 255, 256, 65_535, 65_536, 69_887, 69_888, 69_999] {
        log.read = 0;
        let proof = inclusion_proof(number(index), number(size), &mut log).unwrap();
        assert!(log.read <= 6 * 256, "a proof read {}", log.read);
        assert_eq!(proof, naive::path(index, log.leaves()));
    }
    for old in [1, 255, 256, 257, 65_535, 65_536, 65_537, 69_888, 69_999] {
        log.read = 0;
        let proof = consistency_proof(number(old), number(size), &mut log).unwrap();
        assert!(log.read <= 6 * 256, "a proof read {}", log.read);
        assert_eq!(proof, naive::subproof(old, log.leaves(), true));
    }
}

#[test]
fn what_is_not_there_is_said() {
    let mut log = Log::of(300);
    assert_eq!(inclusion_proof(300, 300, &mut log), Err(TreeError::OutsideLog { index: 300, size: 300 }));
    assert_eq!(consistency_proof(301, 300, &mut log), Err(TreeError::Shrunk { old: 301, new: 300 }));
    assert!(matches!(root_at(301, &mut log), Err(TreeError::Reader(_))));
    assert_eq!(inclusion_proof(0, 1, &mut log), Ok(vec![]));
    assert_eq!(
        verify_inclusion(&empty_root(), 0, 0, &empty_root(), &[]),
        Err(NotProven::OutsideLog { index: 0, size: 0 })
    );
}

#[test]
fn every_log_continues_the_empty_one() {
    let mut log = Log::of(5);
    let root = log.frontier.root();
    let empty = empty_root();
    assert_eq!(consistency_proof(0, 5, &mut log), Ok(vec![]));
    assert_eq!(verify_consistency(0, &empty, 5, &root, &[]), Ok(()));
    assert_eq!(verify_consistency(0, &empty, 0, &empty, &[]), Ok(()));
    assert_eq!(verify_consistency(5, &root, 5, &root, &[]), Ok(()));
    let other = Err(NotProven::OtherRoot);
    assert_eq!(verify_consistency(0, &root, 5, &root, &[]), other);
    assert_eq!(verify_consistency(0, &empty, 0, &root, &[]), other);
    assert_eq!(verify_consistency(5, &empty, 5, &root, &[]), other);
}

#[test]
fn bytes_that_are_no_frontier() {
    let frontier = Log::of(7).frontier;
    let bytes = frontier.to_bytes();
    assert_eq!(bytes.len(), 8 + 3 * 32);
    assert_eq!(Frontier::from_bytes(&bytes[..7]), Err(FrontierError::NoSize(7)));
    for length in 8..bytes.len() {
        assert!(Frontier::from_bytes(&bytes[..length]).is_err());
    }
    assert!(Frontier::from_bytes(&[bytes, vec![0; 32]].concat()).is_err());
    assert_eq!(Frontier::from_bytes(&[0xff; 8]), Err(FrontierError::TooLarge(u64::MAX)));
}
