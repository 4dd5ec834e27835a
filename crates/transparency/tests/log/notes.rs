//! Keys, notes, checkpoints, commitments.

use transparency::{
    Checkpoint, CheckpointError, KeyError, NoteError, SigningKey, VerifyingKey, commit, open_note, sign_note,
};

pub const ORIGIN: &str = "office.example/journal";

pub fn key(name: &str, seed: u8) -> SigningKey {
    SigningKey::from_seed(name, &[seed; 32]).unwrap()
}

fn checkpoint() -> Checkpoint {
    Checkpoint { origin: ORIGIN.to_owned(), size: 20_852_163, root: [7; 32], extensions: Vec::new() }
}

#[test]
fn a_checkpoint_has_the_published_form() {
    let text = checkpoint().text().unwrap();
    assert_eq!(text, "office.example/journal\n20852163\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n");
    assert_eq!(Checkpoint::parse(&text), Ok(checkpoint()));
}

#[test]
fn several_may_sign_and_strangers_are_passed_over() {
    let (log, witness, stranger) = (key(ORIGIN, 1), key("witness.example", 2), key("stranger", 3));
    let note = checkpoint().sign(&[&stranger, &log, &witness]).unwrap();
    let known = [witness.verifying_key(), log.verifying_key()];
    let opened = Checkpoint::open(&note, &known).unwrap();
    assert_eq!(opened.checkpoint, checkpoint());
    assert_eq!(opened.signed_by, [log.verifying_key(), witness.verifying_key()]);
    assert_eq!(
        Checkpoint::open(&note, &[witness.verifying_key()]),
        Err(CheckpointError::NotByLog(ORIGIN.to_owned()))
    );
    assert_eq!(
        Checkpoint::open(&note, &[key(ORIGIN, 9).verifying_key()]),
        Err(CheckpointError::Note(NoteError::Unsigned))
    );
    assert_eq!(checkpoint().sign(&[]), Err(CheckpointError::Note(NoteError::NoSigner)));
}

/// A key of the same name takes over: old and new both verify what they signed.
#[test]
fn a_key_is_followed_by_another() {
    let (old, new) = (key(ORIGIN, 1), key(ORIGIN, 2));
    let note = checkpoint().sign(&[&old, &new]).unwrap();
    for reader in [&old, &new] {
        let opened = Checkpoint::open(&note, &[reader.verifying_key()]).unwrap();
        assert_eq!(opened.signed_by, [reader.verifying_key()]);
    }
}

#[test]
fn every_altered_byte_is_refused() {
    let log = key(ORIGIN, 1);
    let mut with_extension = checkpoint();
    with_extension.extensions.push("continues abc".to_owned());
    for checkpoint in [checkpoint(), with_extension] {
        let note = checkpoint.sign(&[&log]).unwrap();
        let known = [log.verifying_key()];
        for at in 0..note.len() {
            for flip in 1..=255_u8 {
                let mut bytes = note.clone().into_bytes();
                bytes[at] ^= flip;
                // What is not UTF-8 is not even text.
                if let Ok(altered) = String::from_utf8(bytes) {
                    assert!(
                        Checkpoint::open(&altered, &known).is_err(),
                        "byte {at} ^ {flip} went through: {altered}"
                    );
                }
            }
            if note.is_char_boundary(at) {
                assert!(Checkpoint::open(&note[..at], &known).is_err());
                let mut longer = note.clone();
                longer.insert(at, '0');
                assert!(Checkpoint::open(&longer, &known).is_err());
            }
        }
        assert!(Checkpoint::open(&format!("{note}\n"), &known).is_err());
    }
}

#[test]
fn texts_that_are_no_checkpoint() {
    let root = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
    for text in [
        String::new(),
        format!("origin\n1\n{root}"),
        format!("origin\n01\n{root}\n"),
        format!("origin\n+1\n{root}\n"),
        format!("origin\n-1\n{root}\n"),
        format!("origin\n\n{root}\n"),
        format!("origin\n18446744073709551616\n{root}\n"),
        format!("\n1\n{root}\n"),
        format!("origin\n1\n{root}\n\n"),
        format!("origin\n1\n{root}\n\nextension\n"),
        format!("origin\r\n1\n{root}\n"),
        "origin\n1\nBwcH\n".to_owned(),
        format!("origin\n1\n{}\n", root.trim_end_matches('=')),
        // The unused bits of the last digit are not zero.
        format!("origin\n1\n{}\n", root.replace("c=", "d=")),
    ] {
        assert!(Checkpoint::parse(&text).is_err(), "{text:?}");
    }
    let mut two_lines = checkpoint();
    two_lines.origin = "two\nlines".to_owned();
    assert!(two_lines.text().is_err());
}

#[test]
fn keys_have_one_spelling() {
    let secret = key("tỉnh.example/sổ", 5);
    let written = secret.encode();
    let read = SigningKey::parse(&written).unwrap();
    assert_eq!(read.encode(), written);
    assert_eq!(read.verifying_key(), secret.verifying_key());
    assert_eq!(format!("{secret:?}"), "SigningKey(tỉnh.example/sổ)");

    let public = secret.verifying_key().encode();
    assert_eq!(VerifyingKey::parse(&public).unwrap(), secret.verifying_key());
    for text in [public.as_str(), written.as_str()] {
        for at in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
            assert!(VerifyingKey::parse(&text[..at]).is_err());
            assert!(SigningKey::parse(&text[..at]).is_err());
            let mut bytes = text.as_bytes().to_vec();
            bytes[at] ^= 1;
            if let Ok(altered) = String::from_utf8(bytes) {
                assert!(VerifyingKey::parse(&altered).is_err(), "{altered}");
                assert!(SigningKey::parse(&altered).is_err(), "{altered}");
            }
        }
    }
    for name in ["", "with space", "a+b", "a\u{a0}b", "a\nb"] {
        assert_eq!(SigningKey::from_seed(name, &[1; 32]).err(), Some(KeyError::Name(name.to_owned())));
    }
}

#[test]
fn notes_keep_their_empty_lines() {
    let secret = key("poet", 1);
    let text = "one\n\n\u{2014} two\n\nthree\n";
    let note = sign_note(text, &[&secret]).unwrap();
    let opened = open_note(&note, &[secret.verifying_key()]).unwrap();
    assert_eq!(opened.text, text);
    for text in ["", "no newline", "tab\t\n", "nul\0\n"] {
        assert_eq!(sign_note(text, &[&secret]), Err(NoteError::Text), "{text:?}");
    }
}

/// Written down once and computed by another program: a change of the scheme would orphan every
/// commitment in every log.
#[test]
fn commitments_stay_what_they_are() {
    let salt: [u8; 16] = *b"0123456789abcdef";
    let hex: String =
        commit(&salt, "\"Nguyễn Thị Hoà\"".as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, "e8af4c4e57f3fc64be0ffdb5a517e5bdda6ee15153ec4989693212527133ebca");
    let mut other = salt;
    other[15] ^= 1;
    assert_ne!(commit(&salt, b"x"), commit(&other, b"x"));
    // The border between salt and value cannot move.
    assert_ne!(commit(b"0123456789abcdef", b"g"), commit(b"123456789abcdefg", b""));
}
