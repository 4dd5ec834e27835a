//! Texts signed by one or more keys: the C2SP signed note, Ed25519 only.
//!
//! A note is a text, an empty line, and a line for each signature: `— name base64(id, signature)`.
//! Keys are written as Go's `note` package writes them: `name+id+base64` for all to know and
//! `PRIVATE+KEY+name+id+base64` for the signer alone.

use std::fmt;

use ed25519_dalek::{Signature, Signer};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

use crate::text::{from_base64, to_base64};

/// The only kind of signature here: plain Ed25519.
const ED25519: u8 = 0x01;
const DASH: &str = "\u{2014} ";
/// Checkpoints are some hundred bytes; whatever is far beyond is no note of ours.
const LARGEST: usize = 1_000_000;
const MOST_SIGNATURES: usize = 100;

/// Why a key cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq, Clone)]
pub enum KeyError {
    #[error("a key's name must not be empty nor hold spaces, plus or control characters: {0:?}")]
    Name(String),
    #[error("this is not written as a key")]
    Malformed,
    #[error("the key is of a kind that is not used here")]
    Algorithm,
    #[error("the key's id does not belong to its name and bytes")]
    Id,
}

/// Why a text cannot be signed or a note not be believed.
#[derive(Debug, thiserror::Error, PartialEq, Eq, Clone)]
pub enum NoteError {
    #[error("a note's text must end its last line and hold no control characters")]
    Text,
    #[error("this is not written as a signed note")]
    Malformed,
    #[error("nobody signs")]
    NoSigner,
    #[error("the signature of {0} is not of this text")]
    Forged(String),
    #[error("no known key has signed")]
    Unsigned,
}

/// Signs notes. Dropping it wipes the secret from memory.
#[derive(Clone)]
pub struct SigningKey {
    name: String,
    key: ed25519_dalek::SigningKey,
}

/// Tells whether a note was signed.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifyingKey {
    name: String,
    id: [u8; 4],
    key: ed25519_dalek::VerifyingKey,
}

impl SigningKey {
    /// A key made of 32 random bytes, which the caller fetches from the system's source. For the
    /// key of a log the name is the log's origin.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, KeyError> {
        check_name(name)?;
        Ok(Self { name: name.to_owned(), key: ed25519_dalek::SigningKey::from_bytes(seed) })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// The key that everybody may know.
    pub fn verifying_key(&self) -> VerifyingKey {
        let key = self.key.verifying_key();
        VerifyingKey { name: self.name.clone(), id: key_id(&self.name, &key), key }
    }

    /// `PRIVATE+KEY+name+id+base64`, to be kept where nobody else reads it.
    pub fn encode(&self) -> Zeroizing<String> {
        let public = self.verifying_key();
        let mut bytes = Zeroizing::new([ED25519; 33]);
        bytes[1..].copy_from_slice(self.key.as_bytes());
        let secret = Zeroizing::new(to_base64(bytes.as_slice()));
        Zeroizing::new(format!("PRIVATE+KEY+{}+{}+{}", self.name, hex(public.id), *secret))
    }

    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let rest = text.strip_prefix("PRIVATE+KEY+").ok_or(KeyError::Malformed)?;
        let (name, id, mut seed) = parse_key(rest)?;
        let key = Self::from_seed(&name, &seed);
        seed.zeroize();
        let key = key?;
        if key.verifying_key().id != id {
            return Err(KeyError::Id);
        }
        Ok(key)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.name)
    }
}

impl VerifyingKey {
    pub fn name(&self) -> &str {
        &self.name
    }

    /// `name+id+base64`.
    pub fn encode(&self) -> String {
        let mut bytes = [ED25519; 33];
        bytes[1..].copy_from_slice(self.key.as_bytes());
        format!("{}+{}+{}", self.name, hex(self.id), to_base64(&bytes))
    }

    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let (name, id, bytes) = parse_key(text)?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(&bytes)
            .ok()
            .filter(|key| !key.is_weak())
            .ok_or(KeyError::Malformed)?;
        if key_id(&name, &key) != id {
            return Err(KeyError::Id);
        }
        Ok(Self { name, id, key })
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.encode())
    }
}

/// Signs a text, which must end in a newline.
pub fn sign_note(text: &str, keys: &[&SigningKey]) -> Result<String, NoteError> {
    if !text.ends_with('\n') || !plain(text) {
        return Err(NoteError::Text);
    }
    if keys.is_empty() {
        return Err(NoteError::NoSigner);
    }
    let mut note = format!("{text}\n");
    for key in keys {
        let mut bytes = key.verifying_key().id.to_vec();
        bytes.extend_from_slice(&key.key.sign(text.as_bytes()).to_bytes());
        note.push_str(&format!("{DASH}{} {}\n", key.name, to_base64(&bytes)));
    }
    Ok(note)
}

/// A note that at least one known key has signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    pub text: String,
    pub signed_by: Vec<VerifyingKey>,
}

/// Reads a note. Signatures of unknown keys are passed over; a false signature of a known key
/// spoils the note.
pub fn open_note(note: &str, keys: &[VerifyingKey]) -> Result<Opened, NoteError> {
    if note.len() > LARGEST || !plain(note) {
        return Err(NoteError::Malformed);
    }
    let (text, signatures) = note.rsplit_once("\n\n").ok_or(NoteError::Malformed)?;
    let text = format!("{text}\n");
    let signatures = signatures.strip_suffix('\n').ok_or(NoteError::Malformed)?;
    let mut signed_by: Vec<VerifyingKey> = Vec::new();
    for (position, line) in signatures.split('\n').enumerate() {
        if position >= MOST_SIGNATURES {
            return Err(NoteError::Malformed);
        }
        let (name, id, signature) = parse_signature(line).ok_or(NoteError::Malformed)?;
        let Some(known) = keys.iter().find(|key| key.name == name && key.id == id) else {
            continue;
        };
        // Strict: refuses the odd keys and signatures on which verifiers disagree.
        let genuine = Signature::from_slice(&signature)
            .is_ok_and(|signature| known.key.verify_strict(text.as_bytes(), &signature).is_ok());
        if !genuine {
            return Err(NoteError::Forged(name.to_owned()));
        }
        if !signed_by.contains(known) {
            signed_by.push(known.clone());
        }
    }
    if signed_by.is_empty() {
        return Err(NoteError::Unsigned);
    }
    Ok(Opened { text, signed_by })
}

fn parse_signature(line: &str) -> Option<(&str, [u8; 4], Vec<u8>)> {
    let (name, encoded) = line.strip_prefix(DASH)?.split_once(' ')?;
    check_name(name).ok()?;
    let bytes = from_base64(encoded)?;
    let (id, signature) = bytes.split_first_chunk::<4>()?;
    if signature.is_empty() {
        return None;
    }
    Some((name, *id, signature.to_vec()))
}

/// `name+id+base64(kind, 32 bytes)`. The base64 part may itself hold a plus.
fn parse_key(text: &str) -> Result<(String, [u8; 4], [u8; 32]), KeyError> {
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(id), Some(encoded)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(KeyError::Malformed);
    };
    check_name(name)?;
    // One spelling only: what is read back must be what was written.
    let id = u32::from_str_radix(id, 16)
        .ok()
        .map(u32::to_be_bytes)
        .filter(|read| hex(*read) == id)
        .ok_or(KeyError::Malformed)?;
    let bytes = Zeroizing::new(from_base64(encoded).ok_or(KeyError::Malformed)?);
    let (kind, bytes) = bytes.split_first().ok_or(KeyError::Malformed)?;
    if *kind != ED25519 {
        return Err(KeyError::Algorithm);
    }
    let bytes = <[u8; 32]>::try_from(bytes).map_err(|_| KeyError::Malformed)?;
    Ok((name.to_owned(), id, bytes))
}

fn check_name(name: &str) -> Result<(), KeyError> {
    let bad = |c: char| c.is_whitespace() || c == '+' || c.is_control();
    if name.is_empty() || name.contains(bad) {
        return Err(KeyError::Name(name.to_owned()));
    }
    Ok(())
}

/// The first four bytes of `SHA-256(name || "\n" || kind || key)`.
fn key_id(name: &str, key: &ed25519_dalek::VerifyingKey) -> [u8; 4] {
    let hash: [u8; 32] = Sha256::new()
        .chain_update(name)
        .chain_update([b'\n', ED25519])
        .chain_update(key.as_bytes())
        .finalize()
        .into();
    [hash[0], hash[1], hash[2], hash[3]]
}

fn hex(id: [u8; 4]) -> String {
    format!("{:08x}", u32::from_be_bytes(id))
}

/// No ASCII control characters but newlines.
fn plain(text: &str) -> bool {
    text.bytes().all(|byte| byte >= 0x20 || byte == b'\n')
}
