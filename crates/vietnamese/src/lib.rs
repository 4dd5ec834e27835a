//! Vietnamese as an office needs it: text that compares, sorts and searches rightly; dates in
//! both calendars; amounts in words; the codes that stand on documents; text older than Unicode ([`legacy`]).
//!
//! Pure: no I/O, no clock, no randomness. Text is stored as NFC and shown as its author typed
//! it; only keys ([`fold`], [`accented`], [`sort_key`]) change it.

mod code;
mod date;
pub mod legacy;
mod letter;
mod lunar;
mod number;
mod order;
mod slug;
mod syllable;
mod text;
mod word;

pub use code::{DocumentCode, find_codes};
pub use date::{find_dates, format_date, format_long, parse_date, weekday_name};
pub use lunar::{Lunar, can_chi_year, lunar_line, lunar_new_year};
pub use number::{
    amount_in_words, dong_in_words, format_integer, format_scaled, number_in_words, parse_integer,
};
pub use order::{name_sort_key, sort_key};
pub use slug::{file_name, slug};
pub use syllable::is_syllable;
pub use text::{ToneStyle, accented, fold, nfc, printed_as, unify_tone, with_tone_style};
pub use word::{Word, words};
