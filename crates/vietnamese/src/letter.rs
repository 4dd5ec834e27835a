//! The letters: which vowel a character is and which tone it carries.

/// The vowels in alphabet order, each with its tones: ngang, huyền, hỏi, ngã, sắc, nặng.
const VOWELS: [[char; 6]; 12] = [
    ['a', 'à', 'ả', 'ã', 'á', 'ạ'],
    ['ă', 'ằ', 'ẳ', 'ẵ', 'ắ', 'ặ'],
    ['â', 'ầ', 'ẩ', 'ẫ', 'ấ', 'ậ'],
    ['e', 'è', 'ẻ', 'ẽ', 'é', 'ẹ'],
    ['ê', 'ề', 'ể', 'ễ', 'ế', 'ệ'],
    ['i', 'ì', 'ỉ', 'ĩ', 'í', 'ị'],
    ['o', 'ò', 'ỏ', 'õ', 'ó', 'ọ'],
    ['ô', 'ồ', 'ổ', 'ỗ', 'ố', 'ộ'],
    ['ơ', 'ờ', 'ở', 'ỡ', 'ớ', 'ợ'],
    ['u', 'ù', 'ủ', 'ũ', 'ú', 'ụ'],
    ['ư', 'ừ', 'ử', 'ữ', 'ứ', 'ự'],
    ['y', 'ỳ', 'ỷ', 'ỹ', 'ý', 'ỵ'],
];
const UPPER: [[char; 6]; 12] = [
    ['A', 'À', 'Ả', 'Ã', 'Á', 'Ạ'],
    ['Ă', 'Ằ', 'Ẳ', 'Ẵ', 'Ắ', 'Ặ'],
    ['Â', 'Ầ', 'Ẩ', 'Ẫ', 'Ấ', 'Ậ'],
    ['E', 'È', 'Ẻ', 'Ẽ', 'É', 'Ẹ'],
    ['Ê', 'Ề', 'Ể', 'Ễ', 'Ế', 'Ệ'],
    ['I', 'Ì', 'Ỉ', 'Ĩ', 'Í', 'Ị'],
    ['O', 'Ò', 'Ỏ', 'Õ', 'Ó', 'Ọ'],
    ['Ô', 'Ồ', 'Ổ', 'Ỗ', 'Ố', 'Ộ'],
    ['Ơ', 'Ờ', 'Ở', 'Ỡ', 'Ớ', 'Ợ'],
    ['U', 'Ù', 'Ủ', 'Ũ', 'Ú', 'Ụ'],
    ['Ư', 'Ừ', 'Ử', 'Ữ', 'Ứ', 'Ự'],
    ['Y', 'Ỳ', 'Ỷ', 'Ỹ', 'Ý', 'Ỵ'],
];
const BARE: [char; 12] = ['a', 'a', 'a', 'e', 'e', 'i', 'o', 'o', 'o', 'u', 'u', 'y'];

/// A vowel taken apart. `vowel` and `tone` index [`VOWELS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Vowel {
    pub vowel: usize,
    pub tone: usize,
    pub upper: bool,
}

impl Vowel {
    pub fn char(self) -> char {
        if self.upper { UPPER[self.vowel][self.tone] } else { VOWELS[self.vowel][self.tone] }
    }

    pub fn with_tone(self, tone: usize) -> Vowel {
        Vowel { tone, ..self }
    }

    /// Without tone and without circumflex, breve or horn, lower case.
    pub fn bare(self) -> char {
        BARE[self.vowel]
    }

    pub fn toneless(self) -> char {
        VOWELS[self.vowel][0]
    }
}

/// Characters below U+01B1 and from U+1EA0 to U+1EF9: all Vietnamese vowels lie there.
const LOW: usize = 0x1B1;
const HIGH_START: usize = 0x1EA0;
const HIGH: usize = 0x5A;

/// 0 = no vowel, otherwise 1 + vowel * 12 + tone * 2 + upper.
const TABLE: ([u8; LOW], [u8; HIGH]) = {
    let mut low = [0u8; LOW];
    let mut high = [0u8; HIGH];
    let mut entry = 1u8;
    let mut v = 0;
    while v < 12 {
        let mut t = 0;
        while t < 6 {
            let pair = [VOWELS[v][t] as usize, UPPER[v][t] as usize];
            let mut c = 0;
            while c < 2 {
                if pair[c] < LOW {
                    low[pair[c]] = entry;
                } else {
                    high[pair[c] - HIGH_START] = entry;
                }
                entry += 1;
                c += 1;
            }
            t += 1;
        }
        v += 1;
    }
    (low, high)
};
static LOW_TABLE: [u8; LOW] = TABLE.0;
static HIGH_TABLE: [u8; HIGH] = TABLE.1;

/// The vowel that this (composed) character is, if any.
pub(crate) fn vowel(c: char) -> Option<Vowel> {
    let point = c as usize;
    let entry = match LOW_TABLE.get(point) {
        Some(entry) => *entry,
        None => *HIGH_TABLE.get(point.wrapping_sub(HIGH_START))?,
    };
    let entry = usize::from(entry.checked_sub(1)?);
    Some(Vowel { vowel: entry / 12, tone: entry % 12 / 2, upper: entry % 2 == 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_vowel_is_taken_apart_and_put_together_again() {
        let mut seen = 0;
        for (table, upper) in [(VOWELS, false), (UPPER, true)] {
            for (v, tones) in table.iter().enumerate() {
                for (t, c) in tones.iter().enumerate() {
                    assert_eq!(vowel(*c), Some(Vowel { vowel: v, tone: t, upper }), "{c}");
                    assert_eq!(vowel(*c).unwrap().char(), *c);
                    seen += 1;
                }
            }
        }
        assert_eq!(seen, 144);
        for c in ['b', 'đ', 'Đ', '1', ' ', '\0', 'ä', 'ỿ', '漢', '\u{301}'] {
            assert_eq!(vowel(c), None, "{c}");
        }
    }
}
