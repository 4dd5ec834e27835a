//! Published vectors: the eight leaves that Certificate Transparency implementations share, the
//! seven-leaf tree drawn in RFC 6962 section 2.1.3, the key and note in the documentation of Go's
//! `note` package.

use transparency::{
    Hash, SigningKey, VerifyingKey, consistency_proof, empty_root, inclusion_proof, leaf_hash, node_hash,
    open_note, root_at, sign_note,
};

use crate::naive::Log;

const LEAVES: [&str; 8] =
    ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap()).collect()
}

fn hex(hash: &Hash) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn roots_of_the_shared_leaves() {
    let mut log = Log::default();
    assert_eq!(hex(&empty_root()), ROOTS[0]);
    assert_eq!(hex(&log.frontier.root()), ROOTS[0]);
    for (leaf, root) in LEAVES.iter().zip(&ROOTS[1..]) {
        log.append(unhex(leaf));
        assert_eq!(hex(&log.frontier.root()), *root);
        assert_eq!(hex(&root_at(log.frontier.size(), &mut log).unwrap()), *root);
    }
}

/// The letters are those of the RFC's drawing.
#[test]
fn proofs_of_the_seven_leaf_tree() {
    let mut log = Log::default();
    for number in 0..7_u8 {
        log.append(vec![b'd', number]);
    }
    let leaf: Vec<Hash> = (0..7_u8).map(|number| leaf_hash(&[b'd', number])).collect();
    let [a, b, c, d, e, f, j] = leaf[..] else { panic!("seven leaves") };
    let g = node_hash(&a, &b);
    let h = node_hash(&c, &d);
    let i = node_hash(&e, &f);
    let k = node_hash(&g, &h);
    let l = node_hash(&i, &j);
    assert_eq!(log.frontier.root(), node_hash(&k, &l));

    assert_eq!(inclusion_proof(0, 7, &mut log).unwrap(), [b, h, l]);
    assert_eq!(inclusion_proof(3, 7, &mut log).unwrap(), [c, g, l]);
    assert_eq!(inclusion_proof(4, 7, &mut log).unwrap(), [f, j, k]);
    assert_eq!(inclusion_proof(6, 7, &mut log).unwrap(), [i, k]);

    assert_eq!(consistency_proof(3, 7, &mut log).unwrap(), [c, d, g, l]);
    assert_eq!(consistency_proof(4, 7, &mut log).unwrap(), [l]);
    assert_eq!(consistency_proof(6, 7, &mut log).unwrap(), [i, j, k]);
}

#[test]
fn the_note_in_the_documentation_of_go() {
    let secret = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    let public = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    let text = "If you think cryptography is the answer to your problem,\n\
                then you don't know what your problem is.\n";
    let note = format!(
        "{text}\n\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZ\
         SNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    );
    let key = SigningKey::parse(secret).unwrap();
    assert_eq!(key.encode().as_str(), secret);
    assert_eq!(key.verifying_key().encode(), public);
    assert_eq!(sign_note(text, &[&key]).unwrap(), note);
    let opened = open_note(&note, &[VerifyingKey::parse(public).unwrap()]).unwrap();
    assert_eq!(opened.text, text);
}
