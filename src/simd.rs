//! Classes of bytes, 64 at a time: the one room with `unsafe`.
//!
//! [`Level`] is chosen once, at run time. Each level computes the same [`Prose`], [`Classes`] and [`Marks`]; the scalar
//! one is the twin that the others are tested against.

#![allow(unsafe_code)]

#[cfg(any(test, fuzzing))]
mod agree;
mod blocks;
mod classes;
mod marks;
mod prose;

#[cfg(fuzzing)]
pub(crate) use agree::levels_agree;
pub(crate) use classes::Classes;
pub(crate) use marks::{Marks, Words};
pub(crate) use prose::Prose;

/// Bytes in a block.
pub(crate) const BLOCK: usize = 64;
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

    /// Where the next blocks may be passed over, by what the last one left behind: nowhere, unless it is said.
    #[inline(always)]
    fn skim(&self, _: &Self::Carry) -> Option<Self::Skim> {
        None
    }

    /// Goes on behind that many blocks that were passed over.
    #[inline(always)]
    fn skimmed(&mut self, _: &mut Self::Carry, _: Self::Skim, _: usize) {}

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

/// The skim of what passes over nothing.
#[derive(Clone, Copy)]
pub(crate) enum Never {}

impl Skim for Never {
    fn passes(&mut self, _: &Prose) -> bool {
        match *self {}
    }
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
                    fold.block(&mut carry, &prose, &classes::scalar(block));
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

#[cfg(target_arch = "x86_64")]
mod x86;

#[cfg(target_arch = "aarch64")]
mod arm;
