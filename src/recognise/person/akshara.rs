//! How a word in a script of India sounds: the same name in nine scripts is one key of the word table.
//!
//! The blocks of the scripts run in parallel, so that a letter is known by its place in its block. Length of vowels, the
//! three sibilants, the five nasals, viramas, nuktas and doubled letters are spelled in more ways than one, and say nothing.

/// Sounds of the longest word.
const MOST: usize = 24;

/// The block of a letter: 0 Devanagari, 1 Bengali, 2 Gurmukhi, 3 Gujarati, 4 Odia, 5 Tamil, 6 Telugu, 7 Kannada,
/// 8 Malayalam.
pub fn script(c: char) -> Option<u8> {
    let at = u32::from(c);
    (0x900..0xd80)
        .contains(&at)
        .then(|| ((at - 0x900) / 0x80) as u8)
}

/// The sounds of a word.
pub struct Sounds {
    codes: [u8; MOST + 1],
    count: usize,
    script: u8,
}

const A: u8 = 9;
const LONG_A: u8 = 1;
const NASAL: u8 = 0x28;
const MA: u8 = 0x2e;

impl Sounds {
    /// The sounds of a word in one of the scripts; nothing where it is of none or too long.
    pub fn of(word: &str) -> Option<Sounds> {
        let mut sounds = Sounds {
            codes: [0; MOST + 1],
            count: 0,
            script: word.chars().next().and_then(script)?,
        };
        let (mut joined, mut hum) = (false, false);
        for c in word.chars() {
            if matches!(c, '\u{200c}' | '\u{200d}') {
                continue;
            }
            let block = script(c)?;
            hum = false;
            let place = (u32::from(c) & 0x7f) as u8;
            let code = match place {
                0x00..=0x02 => {
                    hum = true;
                    NASAL
                }
                0x70 if block == 2 => NASAL,
                0x70 if block == 1 => 0x30,
                0x71 if block == 1 => 0x35,
                0x4e if block == 1 => 0x24,
                0x7a..=0x7f if block == 8 => {
                    [0x28, 0x28, 0x30, 0x32, 0x32, 0x15][usize::from(place - 0x7a)]
                }
                0x05 | 0x06 => A,
                0x07 | 0x08 | 0x3f | 0x40 => 2,
                0x09 | 0x0a | 0x41 | 0x42 => 3,
                0x0b | 0x43 | 0x44 => 8,
                0x0d..=0x0f | 0x45..=0x47 => 4,
                0x10 | 0x48 => 5,
                0x11 | 0x3e | 0x49 => LONG_A,
                0x12 | 0x13 | 0x4a | 0x4b => 6,
                0x14 | 0x4c => 7,
                0x19 | 0x1e | 0x23 | 0x28 | 0x29 => NASAL,
                0x30 | 0x31 => 0x30,
                0x32..=0x34 => 0x32,
                0x36..=0x38 => 0x38,
                0x15..=0x39 => place,
                0x58..=0x5f => {
                    [0x15, 0x16, 0x17, 0x1c, 0x21, 0x22, 0x2b, 0x2f][usize::from(place - 0x58)]
                }
                0x4d => {
                    joined = true;
                    continue;
                }
                _ => continue,
            };
            let last = sounds.codes[sounds.count];
            if joined && last == code && code >= 0x15 {
                joined = false;
                continue;
            }
            if joined && last == MA && (0x2a..=0x2d).contains(&code) {
                sounds.codes[sounds.count] = NASAL;
            }
            joined = false;
            if sounds.count == MOST {
                return None;
            }
            sounds.count += 1;
            sounds.codes[sounds.count] = code;
        }
        if hum && sounds.script > 4 {
            sounds.codes[sounds.count] = MA;
        }
        if sounds.count > 2 && sounds.codes[sounds.count] == LONG_A {
            sounds.count -= 1;
        }
        Some(sounds)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The script of the word.
    pub fn script(&self) -> u8 {
        self.script
    }

    /// What a word of the same sounds in the same script is kept under.
    pub fn own(&mut self) -> &[u8] {
        self.codes[0] = 3 + self.script;
        &self.codes[..=self.count]
    }

    /// What a word of the same sounds in any script is kept under. `ব` is written for two letters.
    pub fn any(&self) -> Key {
        self.fold(1, |code| if code == 0x2c { 0x35 } else { code })
    }

    /// What a word is kept under for Tamil, which writes one letter for the stops of a row.
    pub fn tamil(&self) -> Key {
        self.fold(2, |code| match code {
            0x15..=0x18 | 0x39 => 0x15,
            0x1a..=0x1d | 0x38 => 0x1a,
            0x1f..=0x22 => 0x1f,
            0x24..=0x27 => 0x24,
            0x2a..=0x2d => 0x2a,
            _ => code,
        })
    }

    fn fold(&self, kind: u8, by: impl Fn(u8) -> u8) -> Key {
        let mut codes = self.codes;
        codes[0] = kind;
        for code in &mut codes[1..=self.count] {
            *code = by(*code);
        }
        Key(codes, self.count)
    }
}

/// A key of the word table.
pub struct Key([u8; MOST + 1], usize);

impl Key {
    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0[..=self.1]
    }
}
