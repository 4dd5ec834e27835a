//! Text from before Unicode: TCVN3 (ABC), VNI, VPS, VISCII and Windows 1258, told apart and turned into Unicode.
//!
//! Such text reaches us as bytes, or as the Western letters that a program made of those bytes; [`western`] makes one
//! form of both. Which encoding it is, its font says ([`by_font`]); where no font is known, the syllables that come
//! out do ([`detect`], [`Repair`]). What is Unicode already, another language or code stays as it is.

mod convert;
mod detect;
mod font;
mod printed;
mod table;

pub use convert::{decode, encode, western};
pub use detect::{Repair, detect, is_suspect, repair};
pub use font::{Case, Font, by_font};
pub use printed::printed;

/// An encoding of Vietnamese older than Unicode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// TCVN 5712:1993 VN3, of the fonts `.VnTime`, `.VnArialH` …
    Tcvn3,
    /// VNI for Windows, of the fonts `VNI-Times` …
    Vni,
    /// Vietnamese Professionals Society, of the fonts `VPS Times` …
    Vps,
    /// RFC 1456, of the fonts `VI Times` …
    Viscii,
    /// Windows code page 1258.
    Cp1258,
}

impl Encoding {
    pub const ALL: [Encoding; 5] =
        [Encoding::Tcvn3, Encoding::Vni, Encoding::Vps, Encoding::Viscii, Encoding::Cp1258];

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Tcvn3 => "TCVN3",
            Encoding::Vni => "VNI",
            Encoding::Vps => "VPS",
            Encoding::Viscii => "VISCII",
            Encoding::Cp1258 => "CP1258",
        }
    }
}
