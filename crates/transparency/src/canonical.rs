//! One way to write a value: RFC 8785 (JCS) without fractions.
//!
//! Numbers are integers that every JSON reader keeps exact. That leaves out the one hard part of
//! RFC 8785, and the result is still what any implementation of it writes.

use serde_json::Value;

/// The largest integer that a double, and so any I-JSON reader, keeps exact: 2^53 − 1.
const EXACT: u64 = (1 << 53) - 1;
/// serde_json reads no deeper than this either.
const DEEPEST: usize = 127;

/// Why a value has no canonical form here.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum NotCanonical {
    #[error("{0} is not an integer between -(2^53-1) and 2^53-1; write it as a string")]
    Number(String),
    #[error("nested more than {DEEPEST} deep")]
    TooDeep,
    #[error("a string could not be written: {0}")]
    String(String),
}

/// The canonical bytes of a value: no spaces, members in the order of their UTF-16 code units,
/// shortest escapes.
pub fn canonical(value: &Value) -> Result<Vec<u8>, NotCanonical> {
    let mut out = Vec::with_capacity(256);
    write(value, 0, &mut out)?;
    Ok(out)
}

fn write(value: &Value, depth: usize, out: &mut Vec<u8>) -> Result<(), NotCanonical> {
    if depth > DEEPEST {
        return Err(NotCanonical::TooDeep);
    }
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        Value::Number(number) => {
            // `-0` reads as a float and 1.0 stays one: both are refused with the fractions.
            let integer = number
                .as_i64()
                .filter(|integer| integer.unsigned_abs() <= EXACT)
                .ok_or_else(|| NotCanonical::Number(number.to_string()))?;
            out.extend_from_slice(integer.to_string().as_bytes());
        }
        Value::String(string) => write_string(string, out)?,
        Value::Array(items) => {
            out.push(b'[');
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    out.push(b',');
                }
                write(item, depth + 1, out)?;
            }
            out.push(b']');
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            // UTF-16 order differs from UTF-8 order above U+FFFF.
            members.sort_unstable_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            out.push(b'{');
            for (position, (name, member)) in members.into_iter().enumerate() {
                if position > 0 {
                    out.push(b',');
                }
                write_string(name, out)?;
                out.push(b':');
                write(member, depth + 1, out)?;
            }
            out.push(b'}');
        }
    }
    Ok(())
}

fn write_string(string: &str, out: &mut Vec<u8>) -> Result<(), NotCanonical> {
    // serde_json escapes as RFC 8785 asks: \b \t \n \f \r \" \\, other controls as \u00xx in
    // lower case, nothing else. The tests hold it to that.
    serde_json::to_writer(out, string).map_err(|error| NotCanonical::String(error.to_string()))
}
