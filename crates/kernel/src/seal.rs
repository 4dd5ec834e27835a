//! What has to be kept and must not be read: passwords of servers, secrets of second factors. Sealed under a key of this
//! installation that lies beside the journal's key, so that neither the database nor a backup of it tells them.

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use crate::journal::Journal;
use crate::storage::StoreError;

fn key(journal: &Journal) -> Result<LessSafeKey, StoreError> {
    let key = UnboundKey::new(&CHACHA20_POLY1305, &journal.secret("seal"));
    Ok(LessSafeKey::new(key.map_err(|_| StoreError::Other("no key to seal with".to_owned()))?))
}

/// `purpose` says whose secret it is and what for: moved to another row it opens no more.
pub(crate) fn seal(
    journal: &Journal,
    random: [u8; NONCE_LEN],
    purpose: &str,
    text: &str,
) -> Result<String, StoreError> {
    let mut bytes = text.as_bytes().to_vec();
    key(journal)?
        .seal_in_place_append_tag(
            Nonce::assume_unique_for_key(random),
            Aad::from(purpose.as_bytes()),
            &mut bytes,
        )
        .map_err(|_| StoreError::Other("a secret could not be sealed".to_owned()))?;
    Ok(format!("{}{}", hex::encode(random), hex::encode(bytes)))
}

/// `None` when it was sealed elsewhere, for another purpose, or was altered.
pub(crate) fn unseal(journal: &Journal, purpose: &str, sealed: &str) -> Option<String> {
    let bytes = hex::decode(sealed).ok()?;
    let (random, body) = bytes.split_first_chunk::<NONCE_LEN>()?;
    let mut body = body.to_vec();
    let nonce = Nonce::assume_unique_for_key(*random);
    let open = key(journal).ok()?.open_in_place(nonce, Aad::from(purpose.as_bytes()), &mut body).ok()?;
    String::from_utf8(open.to_vec()).ok()
}
