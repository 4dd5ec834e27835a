//! Receipts: one file that proves one entry.

use transparency::{Checkpoint, NotProven, Receipt, ReceiptError, inclusion_proof, write_tlog_proof};

use crate::naive::Log;
use crate::notes::{ORIGIN, key};

pub fn receipt(log: &mut Log, index: u64) -> Receipt {
    let size = log.frontier.size();
    let checkpoint =
        Checkpoint { origin: ORIGIN.to_owned(), size, root: log.frontier.root(), extensions: Vec::new() };
    Receipt {
        index,
        proof: inclusion_proof(index, size, log).unwrap(),
        checkpoint: checkpoint.sign(&[&key(ORIGIN, 1)]).unwrap(),
        extra: None,
    }
}

#[test]
fn a_receipt_has_the_published_form() {
    let mut log = Log::of(3);
    let receipt = receipt(&mut log, 2);
    let text = receipt.to_text();
    assert_eq!(text, write_tlog_proof(2, &receipt.proof, &receipt.checkpoint));
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "c2sp.org/tlog-proof@v1");
    assert_eq!(lines[1], "index 2");
    assert_eq!(lines[2].len(), 44);
    assert_eq!(lines[3], "");
    assert_eq!(lines[4], ORIGIN);
    assert_eq!(lines[5], "3");
    assert!(lines[8].starts_with("\u{2014} "));
    assert_eq!(Receipt::parse(&text), Ok(receipt));
}

#[test]
fn it_proves_its_entry_and_no_other() {
    let mut log = Log::of(300);
    let known = [key(ORIGIN, 1).verifying_key()];
    for index in [0, 1, 255, 256, 299] {
        let receipt = Receipt::parse(&receipt(&mut log, index).to_text()).unwrap();
        let place = usize::try_from(index).unwrap();
        let opened = receipt.verify(&log.entries[place], &known).unwrap();
        assert_eq!(opened.checkpoint.size, 300);
        assert_eq!(
            receipt.verify(&log.entries[(place + 1) % 300], &known),
            Err(ReceiptError::NotProven(NotProven::OtherRoot))
        );
        assert!(matches!(
            receipt.verify(&log.entries[place], &[key(ORIGIN, 2).verifying_key()]),
            Err(ReceiptError::Checkpoint(_))
        ));
    }
}

/// The entry travels as extra data, so the whole file stands or falls with every byte.
#[test]
fn every_altered_byte_is_refused() {
    let mut log = Log::of(11);
    let known = [key(ORIGIN, 1).verifying_key()];
    let mut receipt = receipt(&mut log, 6);
    receipt.extra = Some(log.entries[6].clone());
    let text = receipt.to_text();
    let believed = |text: &str| {
        Receipt::parse(text).is_ok_and(|receipt| {
            receipt.extra.as_ref().is_some_and(|entry| receipt.verify(entry, &known).is_ok())
        })
    };
    assert!(believed(&text));
    for at in 0..text.len() {
        for flip in 1..=255_u8 {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= flip;
            if let Ok(altered) = String::from_utf8(bytes) {
                assert!(!believed(&altered), "byte {at} ^ {flip}: {altered}");
            }
        }
        if text.is_char_boundary(at) {
            assert!(!believed(&text[..at]));
        }
    }
}

#[test]
fn a_log_of_one_entry_needs_no_hashes() {
    let mut log = Log::of(1);
    let text = receipt(&mut log, 0).to_text();
    assert!(text.starts_with("c2sp.org/tlog-proof@v1\nindex 0\n\noffice.example"));
    let receipt = Receipt::parse(&text).unwrap();
    assert!(receipt.verify(&log.entries[0], &[key(ORIGIN, 1).verifying_key()]).is_ok());
}
