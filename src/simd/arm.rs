//! The vectors of AArch64: NEON.

use super::blocks::{Vector, each};
use super::{BLOCK, Fold, Marks, Words, marks};
use std::arch::aarch64::*;

#[target_feature(enable = "neon")]
pub(super) unsafe fn neon<F: Fold>(
    before: &[u8; BLOCK],
    blocks: &[[u8; BLOCK]],
    carry: F::Carry,
    fold: &mut F,
) -> F::Carry {
    // SAFETY: this function's features are the vector's.
    unsafe { each::<Four, F>(before, blocks, carry, fold) }
}

#[target_feature(enable = "neon")]
pub(super) unsafe fn neon_marks(block: &[u8; BLOCK]) -> Marks {
    // SAFETY: this function's features are the vector's.
    unsafe { marks::of(Four::load(block)) }
}

#[target_feature(enable = "neon")]
pub(super) unsafe fn neon_words(block: &[u8; BLOCK]) -> Words {
    // SAFETY: this function's features are the vector's.
    unsafe { marks::words(Four::load(block)) }
}

/// A block in four vectors of NEON.
#[derive(Clone, Copy)]
struct Four([uint8x16_t; 4]);

impl Four {
    /// The bits of what `of` makes of each vector, which is all ones or all zeros in each byte.
    #[inline(always)]
    unsafe fn bits(self, of: impl Fn(uint8x16_t) -> uint8x16_t) -> u64 {
        const PLACES: [u8; 16] = [1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128];
        // SAFETY: NEON is part of AArch64; the table holds 16 bytes.
        unsafe {
            let places = vld1q_u8(PLACES.as_ptr());
            let [a, b, c, d] = self.0.map(|v| vandq_u8(of(v), places));
            // Sums of neighbours, three times: what was eight bytes is one.
            let pairs = vpaddq_u8(vpaddq_u8(a, b), vpaddq_u8(c, d));
            let sums = vpaddq_u8(pairs, pairs);
            vgetq_lane_u64::<0>(vreinterpretq_u64_u8(sums))
        }
    }
}

impl Vector for Four {
    #[inline(always)]
    unsafe fn load(block: &[u8; BLOCK]) -> Four {
        let (parts, _) = block.as_chunks::<16>();
        // SAFETY: NEON is part of AArch64; each part holds 16 bytes.
        let load = |part: &[u8; 16]| unsafe { vld1q_u8(part.as_ptr()) };
        Four([
            load(&parts[0]),
            load(&parts[1]),
            load(&parts[2]),
            load(&parts[3]),
        ])
    }

    #[inline(always)]
    unsafe fn eq(self, byte: u8) -> u64 {
        // SAFETY: NEON is part of AArch64.
        unsafe { self.bits(|v| vceqq_u8(v, vdupq_n_u8(byte))) }
    }

    #[inline(always)]
    unsafe fn within(self, low: u8, count: u8) -> u64 {
        // SAFETY: NEON is part of AArch64.
        unsafe { self.bits(|v| vcltq_u8(vsubq_u8(v, vdupq_n_u8(low)), vdupq_n_u8(count))) }
    }

    #[inline(always)]
    unsafe fn lowered(self) -> Four {
        // SAFETY: NEON is part of AArch64.
        Four(self.0.map(|v| unsafe { vorrq_u8(v, vdupq_n_u8(0x20)) }))
    }

    #[inline(always)]
    unsafe fn high(self) -> u64 {
        // SAFETY: NEON is part of AArch64.
        unsafe { self.bits(|v| vcgeq_u8(v, vdupq_n_u8(0x80))) }
    }

    #[inline(always)]
    unsafe fn any(self, bits: u8) -> u64 {
        // SAFETY: NEON is part of AArch64.
        unsafe { self.bits(|v| vtstq_u8(v, vdupq_n_u8(bits))) }
    }

    #[inline(always)]
    unsafe fn holds_zero(self) -> bool {
        let [a, b, c, d] = self.0;
        // SAFETY: NEON is part of AArch64.
        unsafe { vminvq_u8(vminq_u8(vminq_u8(a, b), vminq_u8(c, d))) == 0 }
    }

    #[inline(always)]
    unsafe fn kinds(self, tables: &[[u8; 16]; 2]) -> Four {
        // SAFETY: NEON is part of AArch64; each table holds 16 bytes. What is beyond a table is 0.
        unsafe {
            let tables = [vld1q_u8(tables[0].as_ptr()), vld1q_u8(tables[1].as_ptr())];
            Four(self.0.map(|v| {
                let by_lower = vqtbl1q_u8(tables[0], vandq_u8(v, vdupq_n_u8(0x8F)));
                vandq_u8(by_lower, vqtbl1q_u8(tables[1], vshrq_n_u8::<4>(v)))
            }))
        }
    }

    #[inline(always)]
    unsafe fn tails(self, before: Four, tables: &[[u8; 16]; 3]) -> Four {
        // SAFETY: NEON is part of AArch64; each table holds 16 bytes. What is beyond a table is 0.
        unsafe {
            let tables = [
                vld1q_u8(tables[0].as_ptr()),
                vld1q_u8(tables[1].as_ptr()),
                vld1q_u8(tables[2].as_ptr()),
            ];
            let halves = |v| vandq_u8(v, vdupq_n_u8(0x8F));
            let tails = |v, before| {
                let third = vqtbl1q_u8(tables[0], vextq_u8::<13>(before, v));
                let second = vqtbl1q_u8(tables[1], vextq_u8::<14>(before, v));
                let last = vqtbl1q_u8(tables[2], vextq_u8::<15>(before, v));
                vandq_u8(vandq_u8(third, second), last)
            };
            let last = halves(before.0[3]);
            let [a, b, c, d] = self.0.map(halves);
            Four([tails(a, last), tails(b, a), tails(c, b), tails(d, c)])
        }
    }

    #[inline(always)]
    unsafe fn fetch(_: *const u8) {}
}
