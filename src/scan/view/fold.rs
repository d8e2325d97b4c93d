//! Characters that stand for ASCII ones: digits of every script, wide forms, dashes, spaces, look-alikes, and those
//! that are not seen at all. Unicode 17.0.

/// What a character is in a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fold {
    /// Itself.
    Same,
    /// Nothing: it is not seen.
    Ignored,
    /// Nothing between two ASCII letters or digits; itself elsewhere.
    Mark,
    /// This ASCII digit.
    Digit(u8),
    /// This dash, space or dot.
    Separator(u8),
    /// This other ASCII character: a wide, styled or small form of it.
    Form(u8),
    /// This ASCII letter where the word holds ASCII letters or digits too.
    LookAlike(u8),
}

/// The zeros of the decimal digits (general category Nd) outside ASCII; nine digits follow each.
static ZEROS: &[u32] = &[
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66,
    0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90,
    0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10,
    0x104A0, 0x10D30, 0x10D40, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0,
    0x11650, 0x116C0, 0x116D0, 0x116DA, 0x11730, 0x118E0, 0x11950, 0x11BF0, 0x11C50, 0x11D50,
    0x11DA0, 0x11DE0, 0x11F50, 0x16130, 0x16A60, 0x16AC0, 0x16B50, 0x16D70, 0x1CCF0, 0x1D7CE,
    0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E4F0, 0x1E5F1, 0x1E950, 0x1FBF0,
];

/// Runs of other digits (general category No): the first character, how many, and the value of the first.
static STYLED_DIGITS: &[(u32, u32, u8)] = &[
    (0x00B2, 2, b'2'),   // superscript 2 and 3
    (0x00B9, 1, b'1'),   // superscript 1
    (0x2070, 1, b'0'),   // superscript 0
    (0x2074, 6, b'4'),   // superscript 4 to 9
    (0x2080, 10, b'0'),  // subscript
    (0x2460, 9, b'1'),   // circled
    (0x2474, 9, b'1'),   // in parentheses
    (0x2488, 9, b'1'),   // with a full stop
    (0x24EA, 1, b'0'),   // circled 0
    (0x24F5, 9, b'1'),   // double circled
    (0x24FF, 1, b'0'),   // negative circled 0
    (0x2776, 9, b'1'),   // negative circled
    (0x2780, 9, b'1'),   // sans-serif circled
    (0x278A, 9, b'1'),   // negative sans-serif circled
    (0x1F100, 1, b'0'),  // with a full stop
    (0x1F101, 10, b'0'), // with a comma
];

/// Letters of other scripts that look like an ASCII letter (Unicode Technical Standard 39, as far as its prototype is
/// an ASCII letter).
static LOOK_ALIKES: &[(char, u8)] = &[
    ('ı', b'i'),
    ('ɑ', b'a'),
    ('ɡ', b'g'),
    ('ɩ', b'i'),
    ('Ϳ', b'J'),
    ('Α', b'A'),
    ('Β', b'B'),
    ('Ε', b'E'),
    ('Ζ', b'Z'),
    ('Η', b'H'),
    ('Ι', b'I'),
    ('Κ', b'K'),
    ('Μ', b'M'),
    ('Ν', b'N'),
    ('Ο', b'O'),
    ('Ρ', b'P'),
    ('Τ', b'T'),
    ('Υ', b'Y'),
    ('Χ', b'X'),
    ('α', b'a'),
    ('γ', b'y'),
    ('ι', b'i'),
    ('κ', b'k'),
    ('ν', b'v'),
    ('ο', b'o'),
    ('ρ', b'p'),
    ('σ', b'o'),
    ('υ', b'u'),
    ('χ', b'x'),
    ('Ϝ', b'F'),
    ('ϲ', b'c'),
    ('ϳ', b'j'),
    ('Ϲ', b'C'),
    ('Ѕ', b'S'),
    ('І', b'I'),
    ('Ј', b'J'),
    ('А', b'A'),
    ('В', b'B'),
    ('Е', b'E'),
    ('К', b'K'),
    ('М', b'M'),
    ('Н', b'H'),
    ('О', b'O'),
    ('Р', b'P'),
    ('С', b'C'),
    ('Т', b'T'),
    ('У', b'Y'),
    ('Х', b'X'),
    ('а', b'a'),
    ('е', b'e'),
    ('к', b'k'),
    ('о', b'o'),
    ('р', b'p'),
    ('с', b'c'),
    ('у', b'y'),
    ('х', b'x'),
    ('ѕ', b's'),
    ('і', b'i'),
    ('ј', b'j'),
    ('ѵ', b'v'),
    ('Ѵ', b'V'),
    ('Ү', b'Y'),
    ('ү', b'y'),
    ('һ', b'h'),
    ('Ӏ', b'I'),
    ('ӏ', b'l'),
    ('Ԍ', b'G'),
    ('ԁ', b'd'),
    ('ԛ', b'q'),
    ('Ԛ', b'Q'),
    ('ԝ', b'w'),
    ('Ԝ', b'W'),
    ('ⅰ', b'i'),
    ('ⅼ', b'l'),
    ('ⅽ', b'c'),
    ('ⅾ', b'd'),
    ('ⅿ', b'm'),
    ('ℓ', b'l'),
    ('ℎ', b'h'),
];

/// What `c` is in a view. ASCII is itself.
pub(super) fn fold(c: char) -> Fold {
    let code = u32::from(c);
    match code {
        0..=0x7F => Fold::Same,
        0x00A0 => Fold::Separator(b' '),
        0x00B7 => Fold::Separator(b'.'),
        0x0300..=0x034E | 0x0350..=0x036F | 0x20D0..=0x20FF => Fold::Mark,
        _ if ignorable(code) => Fold::Ignored,
        // The scripts of most text hold nothing else of ours.
        0x3400..=0x9FFF | 0xAC00..=0xD7A3 => Fold::Same,
        0x2000..=0x206F => general_punctuation(code),
        0x1680 | 0x3000 => Fold::Separator(b' '),
        0x02D7 | 0x058A | 0x05BE | 0x1400 | 0x1806 | 0x207B | 0x208B | 0x2212 | 0x2796 | 0x2E17
        | 0x2E1A | 0x2E3A | 0x2E3B | 0x2E40 | 0x2E5D | 0x301C | 0x3030 | 0x30A0 | 0x30FC
        | 0xFE31 | 0xFE32 | 0xFE58 | 0xFE63 | 0xFF0D | 0x10D6E | 0x10EAD => Fold::Separator(b'-'),
        0x2215 | 0x29F8 => Fold::Separator(b'/'),
        0x207A | 0x208A => Fold::Form(b'+'),
        0x2219 | 0x22C5 | 0x30FB | 0x3002 | 0xFE52 | 0xFF0E | 0xFF61 => Fold::Separator(b'.'),
        0xFE6B => Fold::Form(b'@'),
        0xFE62 => Fold::Form(b'+'),
        0x24B6..=0x24CF => Fold::Form((code - 0x24B6) as u8 + b'A'),
        0x24D0..=0x24E9 => Fold::Form((code - 0x24D0) as u8 + b'a'),
        0x249C..=0x24B5 => Fold::Form((code - 0x249C) as u8 + b'a'),
        0x1F110..=0x1F129 => Fold::Form((code - 0x1F110) as u8 + b'A'),
        0x1F130..=0x1F149 => Fold::Form((code - 0x1F130) as u8 + b'A'),
        0x1F150..=0x1F169 => Fold::Form((code - 0x1F150) as u8 + b'A'),
        0x1F170..=0x1F189 => Fold::Form((code - 0x1F170) as u8 + b'A'),
        0xFF0B | 0xFF20..=0xFF3A | 0xFF3F | 0xFF41..=0xFF5A => Fold::Form((code - 0xFEE0) as u8),
        // Alphabets of 52 letters, upper case first.
        0x1D400..=0x1D6A3 => {
            let place = ((code - 0x1D400) % 52) as u8;
            Fold::Form(if place < 26 {
                b'A' + place
            } else {
                b'a' + place - 26
            })
        }
        _ => digit(code).map_or_else(|| look_alike(c), Fold::Digit),
    }
}

fn general_punctuation(code: u32) -> Fold {
    match code {
        0x2000..=0x200A | 0x202F | 0x205F => Fold::Separator(b' '),
        0x2010..=0x2015 | 0x2043 => Fold::Separator(b'-'),
        0x2024 | 0x2027 => Fold::Separator(b'.'),
        0x2028 | 0x2029 => Fold::Separator(b'\n'),
        0x2044 => Fold::Separator(b'/'),
        _ => Fold::Same,
    }
}

/// Default_Ignorable_Code_Point, and the bidi controls, which are in it.
fn ignorable(code: u32) -> bool {
    matches!(code,
        0x00AD | 0x034F | 0x061C | 0x115F..=0x1160 | 0x17B4..=0x17B5 | 0x180B..=0x180F
        | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF
        | 0xFFA0 | 0xFFF0..=0xFFF8 | 0x1BCA0..=0x1BCA3 | 0x1D173..=0x1D17A | 0xE0000..=0xE0FFF)
}

/// The ASCII digit of the same value.
fn digit(code: u32) -> Option<u8> {
    let zero = match ZEROS.binary_search(&code) {
        Ok(place) => place,
        Err(place) => place.saturating_sub(1),
    };
    let value = code.wrapping_sub(ZEROS[zero]);
    if value < 10 {
        return Some(b'0' + value as u8);
    }
    STYLED_DIGITS
        .iter()
        .find(|(first, count, _)| (*first..*first + *count).contains(&code))
        .map(|(first, _, value)| value + (code - first) as u8)
}

fn look_alike(c: char) -> Fold {
    LOOK_ALIKES
        .iter()
        .find(|(letter, _)| *letter == c)
        .map_or(Fold::Same, |(_, ascii)| Fold::LookAlike(*ascii))
}

#[cfg(test)]
mod tests {
    use super::*;
    use regex::Regex;

    #[allow(clippy::unwrap_used)]
    fn class(pattern: &str) -> impl Fn(char) -> bool {
        let regex = Regex::new(&format!("^{pattern}$")).unwrap();
        move |c| regex.is_match(c.encode_utf8(&mut [0; 4]))
    }

    fn beyond_ascii() -> impl Iterator<Item = char> {
        ('\u{80}'..=char::MAX).filter(|c| !c.is_ascii())
    }

    #[test]
    fn every_decimal_digit_folds_to_its_value() {
        let decimal = class(r"\p{Nd}");
        let mut value = 0;
        let mut previous = '0';
        for c in beyond_ascii() {
            if decimal(c) {
                // Decimal digits stand in runs of ten, from zero up (Unicode 17.0, section 4.6).
                value = if u32::from(c) == u32::from(previous) + 1 {
                    (value + 1) % 10
                } else {
                    0
                };
                assert_eq!(fold(c), Fold::Digit(b'0' + value), "U+{:04X}", u32::from(c));
                previous = c;
            }
        }
    }

    #[test]
    fn what_is_ignored_is_default_ignorable() {
        let ignorable = class(r"\p{Default_Ignorable_Code_Point}");
        for c in beyond_ascii() {
            assert_eq!(
                fold(c) == Fold::Ignored,
                ignorable(c),
                "U+{:04X}",
                u32::from(c)
            );
        }
    }

    #[test]
    fn every_dash_and_space_folds() {
        let (dash, space) = (class(r"\p{Pd}"), class(r"\p{Zs}"));
        for c in beyond_ascii() {
            if dash(c) {
                assert_eq!(fold(c), Fold::Separator(b'-'), "U+{:04X}", u32::from(c));
            }
            if space(c) {
                assert_eq!(fold(c), Fold::Separator(b' '), "U+{:04X}", u32::from(c));
            }
        }
    }

    #[test]
    fn look_alikes_are_letters_once_each() {
        for (n, (c, ascii)) in LOOK_ALIKES.iter().enumerate() {
            assert!(ascii.is_ascii_alphabetic());
            assert_eq!(fold(*c), Fold::LookAlike(*ascii), "{c}");
            assert!(
                LOOK_ALIKES[n + 1..].iter().all(|(other, _)| other != c),
                "{c}"
            );
        }
    }
}
