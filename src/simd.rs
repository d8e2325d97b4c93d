//! Classes of bytes, 64 at a time: the one room with `unsafe`.
//!
//! [`Level`] is chosen once, at run time. Each level computes the same [`Prose`], [`Classes`] and [`Marks`]; the scalar
//! one is the twin that the others are tested against.

#![allow(unsafe_code)]

mod marks;
mod prose;

pub(crate) use marks::{Marks, Words};
pub(crate) use prose::Prose;

/// Bytes in a block.
pub(crate) const BLOCK: usize = 64;
/// Bytes from which a text is no longer in the nearest cache, so that fetching ahead pays.
#[allow(dead_code)]
const FAR: usize = 256 << 10;
/// How far ahead is fetched then, in bytes.
#[allow(dead_code)]
const AHEAD: usize = 1536;

/// For each byte of a block that is not prose alone, one bit per class that it belongs to; bit `i` is byte `i`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Classes {
    /// `0` to `9`.
    pub(crate) digit: u64,
    /// `A` to `Z`: made here too, so that a pass without names makes it of few blocks.
    pub(crate) upper: u64,
    /// `@`.
    pub(crate) at: u64,
    /// `:`.
    pub(crate) colon: u64,
    /// `=`.
    pub(crate) equals: u64,
    /// `-`.
    pub(crate) dash: u64,
    /// `_`.
    pub(crate) underscore: u64,
    /// `/`.
    pub(crate) slash: u64,
    /// `(` and `)`.
    pub(crate) bracket: u64,
    /// `%`, `&`, `\`, `<`, `*`: with `=`, what may begin an escape or markup.
    pub(crate) escape: u64,
    /// 0x80 and above.
    pub(crate) high: u64,
    /// Bytes that lead a character which may have to be folded: 0xC2 to 0xF4 without 0xE0 and 0xE4 to 0xE9.
    pub(crate) lead: u64,
    /// The last byte of a digit of an Indic script whose characters 0xE0 leads.
    pub(crate) indic_digit: u64,
}

/// How blocks are classified. There is none that the machine cannot run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Level(Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code)]
enum Kind {
    /// One byte at a time.
    Scalar,
    /// x86-64 with AVX-512 BW.
    Avx512,
    /// x86-64 with AVX2.
    Avx2,
    /// x86-64 with SSSE3, which all but the first few years of it have.
    Ssse3,
    /// AArch64, always there.
    Neon,
}

/// Whether the machine has the features: a level is made only behind this.
#[cfg(target_arch = "x86_64")]
macro_rules! has {
    ($($feature:tt),+) => { $(std::arch::is_x86_feature_detected!($feature))&&+ };
}

impl Level {
    /// The fastest level of this machine.
    pub(crate) fn detect() -> Level {
        let fastest = [Kind::Avx512, Kind::Avx2, Kind::Ssse3, Kind::Neon];
        let level = fastest.into_iter().find_map(Level::of);
        level.unwrap_or(Level(Kind::Scalar))
    }

    /// The level, where this machine can run it.
    fn of(kind: Kind) -> Option<Level> {
        let runs = match kind {
            Kind::Scalar => true,
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => has!("avx512f", "avx512bw", "bmi1", "bmi2", "lzcnt", "popcnt"),
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => has!("avx2", "bmi1", "bmi2", "lzcnt", "popcnt"),
            #[cfg(target_arch = "x86_64")]
            Kind::Ssse3 => has!("ssse3"),
            #[cfg(target_arch = "aarch64")]
            Kind::Neon => true,
            #[allow(unreachable_patterns)]
            _ => false,
        };
        runs.then_some(Level(kind))
    }

    /// Every level that this machine can run.
    #[cfg(any(test, fuzzing))]
    pub(crate) fn available() -> Vec<Level> {
        use Kind::{Avx2, Avx512, Neon, Scalar, Ssse3};
        let all = [Scalar, Ssse3, Avx2, Avx512, Neon];
        all.into_iter().filter_map(Level::of).collect()
    }
}

/// What runs over the classes of each block, inlined into the loop of each level.
pub(crate) trait Fold {
    /// What goes from one block to the next, in registers where there are enough.
    type Carry: Copy;
    /// What goes from one block that is passed over to the next: less.
    type Skim: Skim;

    /// Where the next blocks may be passed over, by what the last one left behind.
    fn skim(&self, carry: &Self::Carry) -> Option<Self::Skim>;

    /// Goes on behind that many blocks that were passed over.
    fn skimmed(&mut self, carry: &mut Self::Carry, skim: Self::Skim, blocks: usize);

    /// Takes the next block where it is plain; false where the other classes are needed all the same.
    fn plain(&mut self, carry: &mut Self::Carry, prose: &Prose) -> bool;

    /// Takes the next block.
    fn block(&mut self, carry: &mut Self::Carry, prose: &Prose, classes: &Classes);
}

/// Tells blocks that hold nothing, so that a loop over these alone keeps what it needs in registers.
pub(crate) trait Skim: Copy {
    /// Whether the next block, which is not rare, holds nothing; if so, goes on behind it.
    fn passes(&mut self, prose: &Prose) -> bool;
}

/// Classifies whole blocks in order, of which the first stands behind `before`, and hands each to `fold`.
pub(crate) fn each_block<F: Fold>(
    level: Level,
    before: &[u8; BLOCK],
    blocks: &[[u8; BLOCK]],
    carry: F::Carry,
    fold: &mut F,
) -> F::Carry {
    match level.0 {
        #[cfg(target_arch = "x86_64")]
        Kind::Avx512 => {
            // SAFETY: the level was made on a machine with these features.
            unsafe { x86::avx512(before, blocks, carry, fold) }
        }
        #[cfg(target_arch = "x86_64")]
        Kind::Avx2 => {
            // SAFETY: the level was made on a machine with these features.
            unsafe { x86::avx2(before, blocks, carry, fold) }
        }
        #[cfg(target_arch = "x86_64")]
        Kind::Ssse3 => {
            // SAFETY: the level was made on a machine with this feature.
            unsafe { x86::ssse3(before, blocks, carry, fold) }
        }
        #[cfg(target_arch = "aarch64")]
        Kind::Neon => {
            // SAFETY: NEON is part of AArch64 as Rust's targets define it.
            unsafe { arm::neon(before, blocks, carry, fold) }
        }
        _ => {
            let (mut before, mut carry) = (before, carry);
            for block in blocks {
                let prose = prose::scalar(block, before);
                if prose.rare || !fold.plain(&mut carry, &prose) {
                    fold.block(&mut carry, &prose, &scalar(block));
                }
                before = block;
            }
            carry
        }
    }
}

/// The marks of one block.
pub(crate) fn marks(level: Level, block: &[u8; BLOCK]) -> Marks {
    match level.0 {
        #[cfg(target_arch = "x86_64")]
        Kind::Avx512 => {
            // SAFETY: the level was made on a machine with these features.
            unsafe { x86::avx512_marks(block) }
        }
        #[cfg(target_arch = "x86_64")]
        Kind::Avx2 => {
            // SAFETY: the level was made on a machine with these features.
            unsafe { x86::avx2_marks(block) }
        }
        #[cfg(target_arch = "x86_64")]
        Kind::Ssse3 => {
            // SAFETY: the level was made on a machine with this feature.
            unsafe { x86::ssse3_marks(block) }
        }
        #[cfg(target_arch = "aarch64")]
        Kind::Neon => {
            // SAFETY: NEON is part of AArch64 as Rust's targets define it.
            unsafe { arm::neon_marks(block) }
        }
        _ => marks::scalar(block),
    }
}

/// The words of one block.
pub(crate) fn words(level: Level, block: &[u8; BLOCK]) -> Words {
    match level.0 {
        #[cfg(target_arch = "x86_64")]
        Kind::Avx512 => {
            // SAFETY: the level was made on a machine with these features.
            unsafe { x86::avx512_words(block) }
        }
        #[cfg(target_arch = "x86_64")]
        Kind::Avx2 => {
            // SAFETY: the level was made on a machine with these features.
            unsafe { x86::avx2_words(block) }
        }
        #[cfg(target_arch = "x86_64")]
        Kind::Ssse3 => {
            // SAFETY: the level was made on a machine with this feature.
            unsafe { x86::ssse3_words(block) }
        }
        #[cfg(target_arch = "aarch64")]
        Kind::Neon => {
            // SAFETY: NEON is part of AArch64 as Rust's targets define it.
            unsafe { arm::neon_words(block) }
        }
        _ => marks::scalar_words(block),
    }
}

/// One bit for each byte of the block: whether it `is`.
fn mask(block: &[u8; BLOCK], is: fn(u8) -> bool) -> u64 {
    let bits = block.iter().enumerate();
    bits.fold(0, |mask, (n, b)| mask | u64::from(is(*b)) << n)
}

/// The twin of every level: one byte at a time.
fn scalar(block: &[u8; BLOCK]) -> Classes {
    let mask = |is| mask(block, is);
    let third = mask(|b| (0xA6..=0xAF).contains(&b));
    let second = mask(|b| (0xA5..=0xB5).contains(&b) && b & 1 == 1);
    let first = mask(|b| b == 0xE0);
    Classes {
        digit: mask(|b| b.is_ascii_digit()),
        upper: mask(|b| b.is_ascii_uppercase()),
        at: mask(|b| b == b'@'),
        colon: mask(|b| b == b':'),
        equals: mask(|b| b == b'='),
        dash: mask(|b| b == b'-'),
        underscore: mask(|b| b == b'_'),
        slash: mask(|b| b == b'/'),
        bracket: mask(|b| matches!(b, b'(' | b')')),
        escape: mask(|b| matches!(b, b'%' | b'&' | b'\\' | b'<' | b'*')),
        high: mask(|b| b >= 0x80),
        lead: mask(|b| (0xC2..0xF5).contains(&b) && b != 0xE0 && !(0xE4..=0xE9).contains(&b)),
        // A character cut by the start of the block is missed by one byte's classes: whoever needs it looks back.
        indic_digit: third & ((second << 1) | 1) & ((first << 2) | 3),
    }
}

/// A block in a machine's vectors: how to load and compare it and gather bits.
///
/// # Safety
///
/// Each method may be called only where the machine has the vectors' features.
#[allow(dead_code, clippy::missing_safety_doc)]
trait Vector: Copy {
    unsafe fn load(block: &[u8; BLOCK]) -> Self;
    unsafe fn eq(self, byte: u8) -> u64;
    /// Bits of the bytes in `low..low + count`.
    unsafe fn within(self, low: u8, count: u8) -> u64;
    /// The bytes with bit 5 set, which folds ASCII letters to lower case.
    unsafe fn lowered(self) -> Self;
    /// Bits of the bytes of 0x80 and above.
    unsafe fn high(self) -> u64;
    /// Bits of the bytes that have one of `bits`.
    unsafe fn any(self, bits: u8) -> u64;
    /// Whether a byte is 0.
    unsafe fn holds_zero(self) -> bool;
    /// For each byte, what both tables say: the first of its lower half, the second of its upper. 0 from 0x80 on.
    unsafe fn kinds(self, tables: &[[u8; 16]; 2]) -> Self;
    /// For each byte, what all tables say: each of the lower half of a byte before it (the third, the second, the one
    /// right before). 0 where one of them is 0x80 or above. `before` is the block before.
    unsafe fn tails(self, before: Self, tables: &[[u8; 16]; 3]) -> Self;
    /// The tails of the block at `block`, behind the one that stands before it there: the bytes of both may be read.
    #[inline(always)]
    unsafe fn tails_at(block: *const u8, tables: &[[u8; 16]; 3]) -> Self {
        // SAFETY: the caller promises the features and the bytes.
        unsafe { Self::load(&*block.cast()).tails(Self::load(&*block.sub(BLOCK).cast()), tables) }
    }
    /// Asks for the line of memory at `from`, which may be anywhere.
    unsafe fn fetch(from: *const u8);
}

/// # Safety
///
/// The machine has the features of `V`.
#[allow(dead_code)]
#[inline(always)]
unsafe fn each<V: Vector, F: Fold>(
    before: &[u8; BLOCK],
    blocks: &[[u8; BLOCK]],
    carry: F::Carry,
    fold: &mut F,
) -> F::Carry {
    let mut carry = carry;
    // What is near is asked for where it is, which costs next to nothing.
    let ahead = if size_of_val(blocks) > FAR { AHEAD } else { 0 };
    // SAFETY: the caller promises the features; to ask for memory that is not there does nothing.
    unsafe {
        let Some(first) = blocks.first() else {
            return carry;
        };
        let v = V::load(first);
        let mut prose = prose::of(v, prose::tails(v, V::load(before)));
        let mut n = 0;
        loop {
            if let Some(mut skim) = fold.skim(&carry) {
                let from = n;
                while !prose.rare && skim.passes(&prose) {
                    n += 1;
                    if n == blocks.len() {
                        break;
                    }
                    prose = behind::<V>(blocks, n, ahead);
                }
                fold.skimmed(&mut carry, skim, n - from);
                if n == blocks.len() {
                    return carry;
                }
            }
            if prose.rare || !fold.plain(&mut carry, &prose) {
                fold.block(&mut carry, &prose, &classify(V::load(&blocks[n])));
            }
            n += 1;
            if n == blocks.len() {
                return carry;
            }
            prose = behind::<V>(blocks, n, ahead);
        }
    }
}

/// What block `n` is classified by, which is not the first; what stands `ahead` of it is asked for.
///
/// # Safety
///
/// The machine has the features of `V`; `n` is above 0 and under the number of blocks.
#[allow(dead_code)]
#[inline(always)]
unsafe fn behind<V: Vector>(blocks: &[[u8; BLOCK]], n: usize, ahead: usize) -> Prose {
    // SAFETY: the caller promises the features, the block and the one before it; to ask for memory that is not there does
    // nothing.
    unsafe {
        let block = blocks.as_ptr().add(n);
        V::fetch(block.cast::<u8>().wrapping_add(ahead));
        prose::of(V::load(&*block), prose::tails_at::<V>(block.cast()))
    }
}

/// # Safety
///
/// The machine has the features of `V`.
#[allow(dead_code)]
#[inline(always)]
unsafe fn classify<V: Vector>(v: V) -> Classes {
    // SAFETY: the caller promises the features.
    unsafe {
        let high = v.high();
        let (lead, indic_digit) = if high == 0 { (0, 0) } else { beyond_ascii(v) };
        Classes {
            digit: v.within(b'0', 10),
            upper: v.within(b'A', 26),
            at: v.eq(b'@'),
            colon: v.eq(b':'),
            equals: v.eq(b'='),
            dash: v.eq(b'-'),
            underscore: v.eq(b'_'),
            slash: v.eq(b'/'),
            bracket: v.within(b'(', 2),
            escape: v.within(b'%', 2) | v.eq(b'\\') | v.eq(b'<') | v.eq(b'*'),
            high,
            lead,
            indic_digit,
        }
    }
}

/// The classes `lead` and `indic_digit`.
///
/// # Safety
///
/// As [`classify`].
#[allow(dead_code)]
#[inline(always)]
unsafe fn beyond_ascii<V: Vector>(v: V) -> (u64, u64) {
    // SAFETY: the caller promises the features.
    unsafe {
        let first = v.eq(0xE0);
        // Odd bytes from 0xA5 to 0xB5.
        let second = v.within(0xA5, 17) & v.any(1);
        let third = v.within(0xA6, 10);
        let lead = v.within(0xC2, 0x33) & !first & !v.within(0xE4, 6);
        (lead, third & ((second << 1) | 1) & ((first << 2) | 3))
    }
}

#[cfg(target_arch = "x86_64")]
mod x86;

#[cfg(target_arch = "aarch64")]
mod arm;

/// What the levels tell of the whole blocks of `bytes` is what the scalar twin tells; returns how many plain blocks were
/// among them.
#[cfg(any(test, fuzzing))]
pub(crate) fn levels_agree(bytes: &[u8]) -> usize {
    /// Nothing is passed over.
    #[derive(Clone, Copy)]
    enum Never {}

    impl Skim for Never {
        fn passes(&mut self, _: &Prose) -> bool {
            match *self {}
        }
    }

    /// Takes every other plain block as such.
    #[derive(Default)]
    struct Collect(Vec<(Prose, Option<Classes>)>);

    impl Fold for Collect {
        type Carry = bool;
        type Skim = Never;

        fn skim(&self, _: &bool) -> Option<Never> {
            None
        }

        fn skimmed(&mut self, _: &mut bool, never: Never, _: usize) {
            match never {}
        }

        fn plain(&mut self, carry: &mut bool, prose: &Prose) -> bool {
            *carry = !*carry;
            if *carry {
                self.0.push((*prose, None));
            }
            *carry
        }

        fn block(&mut self, _: &mut bool, prose: &Prose, classes: &Classes) {
            self.0.push((*prose, Some(*classes)));
        }
    }

    let (blocks, _) = bytes.as_chunks::<BLOCK>();
    let Some((before, blocks)) = blocks.split_first() else {
        return 0;
    };
    let seen = |level| {
        let mut seen = Collect::default();
        let carry = each_block(level, before, blocks, false, &mut seen);
        (carry, seen.0)
    };
    let wanted = seen(Level(Kind::Scalar));
    assert_eq!(wanted.1.len(), blocks.len());
    for level in Level::available() {
        assert!(seen(level) == wanted, "{level:?}");
        for block in blocks {
            assert_eq!(marks(level, block), marks::scalar(block), "{level:?}");
            assert_eq!(words(level, block), marks::scalar_words(block), "{level:?}");
        }
    }
    wanted.1.iter().filter(|(_, rest)| rest.is_none()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_level_classifies_as_the_scalar_twin_at_every_alignment() {
        let mut state = 0x2545_f491_4f6c_dd1d_u64;
        let mut bytes: Vec<u8> = (0..=255).chain((0..=255).rev()).collect();
        // An interpreter takes seconds for each of these blocks.
        let (rounds, offsets, least) = match cfg!(miri) {
            true => (1_500, 3, 10),
            false => (12_000, BLOCK, 1_000),
        };
        for round in 0..rounds {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let special = b"0123456789aAzZ@:=.-_ ()/%&\\<*\n\t;}|,?!+{\xe0\xa5\xa6\xc2\xf4\xe4";
            let plain = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ !\"',.;?\n\0";
            let n = (state >> 32) as usize;
            bytes.push(match (round / 500 % 3, n % 3) {
                (0, 0) => (state >> 8) as u8,
                (0, _) => special[n % special.len()],
                _ => plain[n % plain.len()],
            });
        }
        for word in [
            " at ",
            "[at]",
            " dot ",
            "password",
            " seven three oh one two ",
        ] {
            for _ in 0..65 {
                bytes.extend_from_slice(word.as_bytes());
                bytes.push(b'x');
            }
        }
        let plain: usize = (0..offsets)
            .map(|offset| levels_agree(&bytes[offset..]))
            .sum();
        assert!(plain > least, "plain blocks are tested: {plain}");
    }
}
