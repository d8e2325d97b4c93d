//! The loop over the blocks of a text, in the vectors of any machine.

use super::classes::classify;
use super::{BLOCK, Fold, Prose, Skim, prose};

/// Bytes from which a text is no longer in the nearest cache, so that fetching ahead pays.
#[allow(dead_code)]
const FAR: usize = 256 << 10;
/// How far ahead is fetched then, in bytes.
#[allow(dead_code)]
const AHEAD: usize = 1536;

/// A block in a machine's vectors: how to load and compare it and gather bits.
///
/// # Safety
///
/// Each method may be called only where the machine has the vectors' features.
#[allow(dead_code, clippy::missing_safety_doc)]
pub(super) trait Vector: Copy {
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
pub(super) unsafe fn each<V: Vector, F: Fold>(
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
