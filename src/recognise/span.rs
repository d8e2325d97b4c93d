//! How far bytes of one kind go on: eight at a time, since the runs that are asked about are long.

/// A kind of bytes.
pub(crate) struct Kind([bool; 256]);

/// Letters and digits.
pub(crate) static WORD: Kind = Kind::of(b"");
/// What a credential is made of.
pub(crate) static RUN: Kind = Kind::of(b"_-");
/// The alphabets of base64, both forms.
pub(crate) static BASE64: Kind = Kind::of(b"+/_-");

/// Bytes looked at together.
const STEP: usize = 8;

impl Kind {
    /// Letters, digits and these marks.
    const fn of(marks: &[u8]) -> Kind {
        let mut kind = [false; 256];
        let mut byte = 0;
        while byte < 256 {
            kind[byte] = (byte as u8).is_ascii_alphanumeric();
            byte += 1;
        }
        let mut n = 0;
        while n < marks.len() {
            kind[marks[n] as usize] = true;
            n += 1;
        }
        Kind(kind)
    }

    #[inline(always)]
    pub(crate) const fn has(&self, byte: u8) -> bool {
        self.0[byte as usize]
    }

    /// Whether all of `bytes` are of the kind.
    #[inline(always)]
    pub(crate) fn all(&self, bytes: &[u8]) -> bool {
        bytes.iter().fold(true, |all, byte| all & self.has(*byte))
    }

    /// How many bytes at the start of `bytes` are of the kind.
    #[inline]
    pub(crate) fn leads(&self, bytes: &[u8]) -> usize {
        let (steps, _) = bytes.as_chunks::<STEP>();
        let whole = steps.iter().take_while(|step| self.all(*step)).count() * STEP;
        let rest = bytes[whole..].iter().take(STEP);
        whole + rest.take_while(|byte| self.has(**byte)).count()
    }

    /// How many bytes at the end of `bytes` are of the kind.
    #[inline]
    pub(crate) fn ends(&self, bytes: &[u8]) -> usize {
        let (_, steps) = bytes.as_rchunks::<STEP>();
        let whole = steps
            .iter()
            .rev()
            .take_while(|step| self.all(*step))
            .count()
            * STEP;
        let rest = bytes[..bytes.len() - whole].iter().rev().take(STEP);
        whole + rest.take_while(|byte| self.has(**byte)).count()
    }
}

/// The lowest bit of each byte.
const EACH: u64 = 0x0101_0101_0101_0101;

/// The place of the first `byte` among eight; eight where there is none.
pub(crate) fn first(byte: u8, eight: [u8; STEP]) -> usize {
    let other = u64::from_le_bytes(eight) ^ (EACH * u64::from(byte));
    // The lowest byte that is zero is told rightly.
    let zero = other.wrapping_sub(EACH) & !other & (EACH << 7);
    zero.trailing_zeros() as usize / STEP
}

/// How many digits stand in a row from `at` on, as far as `most`.
#[inline]
pub(crate) fn digits(bytes: &[u8], at: usize, most: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let mut length = 0;
    while let Some(eight) = rest.get(length..).and_then(|rest| rest.first_chunk()) {
        // The high bit of each byte that is no digit; a carry leaves the first of them as it is.
        let eight = u64::from_le_bytes(*eight) ^ (EACH * b'0' as u64);
        let other = (eight | eight.wrapping_add(EACH * 0x76)) & (EACH << 7);
        length += other.trailing_zeros() as usize / STEP;
        if other != 0 || length >= most {
            return length.min(most);
        }
    }
    let tail = rest[length..].iter().take(most - length);
    length + tail.take_while(|b| b.is_ascii_digit()).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::Dice;

    #[test]
    fn a_span_ends_where_a_byte_is_of_another_kind() {
        let mut dice = Dice::new(51);
        for _ in 0..20_000 {
            let length = dice.below(40);
            let marks = 1 + dice.below(20);
            let bytes: Vec<u8> = (0..length)
                .map(|_| match dice.below(marks) {
                    0 => b" -_+/.@[`{:\xc3\xe1\xb0"[dice.below(14)],
                    _ => b"aZ09"[dice.below(4)],
                })
                .collect();
            for (kind, more) in [(&WORD, &b""[..]), (&RUN, b"_-"), (&BASE64, b"+/_-")] {
                let is = |b: &&u8| b.is_ascii_alphanumeric() || more.contains(b);
                assert_eq!(kind.leads(&bytes), bytes.iter().take_while(is).count());
                assert_eq!(kind.ends(&bytes), bytes.iter().rev().take_while(is).count());
            }
        }
    }

    #[test]
    fn the_first_of_eight_bytes_is_found() {
        let mut dice = Dice::new(61);
        for _ in 0..20_000 {
            let eight: [u8; 8] = std::array::from_fn(|_| b"-,.a\0\xad\x2e\x2c"[dice.below(8)]);
            for byte in *b"-a\0\xad" {
                let slow = eight.iter().position(|b| *b == byte).unwrap_or(8);
                assert_eq!(first(byte, eight), slow, "{eight:?} {byte}");
            }
        }
    }
}
