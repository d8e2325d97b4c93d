//! The vectors of x86-64: SSSE3, AVX2 and AVX-512.

use super::blocks::{Vector, each};
use super::{BLOCK, Fold, Marks, Words, marks};
use std::arch::x86_64::*;

#[target_feature(enable = "avx512f,avx512bw,bmi1,bmi2,lzcnt,popcnt")]
pub(super) unsafe fn avx512<F: Fold>(
    before: &[u8; BLOCK],
    blocks: &[[u8; BLOCK]],
    carry: F::Carry,
    fold: &mut F,
) -> F::Carry {
    // SAFETY: this function's features are the vector's.
    unsafe { each::<One, F>(before, blocks, carry, fold) }
}

#[target_feature(enable = "avx512f,avx512bw,bmi1,bmi2,lzcnt,popcnt")]
pub(super) unsafe fn avx512_marks(block: &[u8; BLOCK]) -> Marks {
    // SAFETY: this function's features are the vector's.
    unsafe { marks::of(One::load(block)) }
}

#[target_feature(enable = "avx512f,avx512bw,bmi1,bmi2,lzcnt,popcnt")]
pub(super) unsafe fn avx512_words(block: &[u8; BLOCK]) -> Words {
    // SAFETY: this function's features are the vector's.
    unsafe { marks::words(One::load(block)) }
}

#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
pub(super) unsafe fn avx2<F: Fold>(
    before: &[u8; BLOCK],
    blocks: &[[u8; BLOCK]],
    carry: F::Carry,
    fold: &mut F,
) -> F::Carry {
    // SAFETY: this function's features are the vector's.
    unsafe { each::<Two, F>(before, blocks, carry, fold) }
}

#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
pub(super) unsafe fn avx2_marks(block: &[u8; BLOCK]) -> Marks {
    // SAFETY: this function's features are the vector's.
    unsafe { marks::of(Two::load(block)) }
}

#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
pub(super) unsafe fn avx2_words(block: &[u8; BLOCK]) -> Words {
    // SAFETY: this function's features are the vector's.
    unsafe { marks::words(Two::load(block)) }
}

#[target_feature(enable = "ssse3")]
pub(super) unsafe fn ssse3<F: Fold>(
    before: &[u8; BLOCK],
    blocks: &[[u8; BLOCK]],
    carry: F::Carry,
    fold: &mut F,
) -> F::Carry {
    // SAFETY: this function's features are the vector's.
    unsafe { each::<Four, F>(before, blocks, carry, fold) }
}

#[target_feature(enable = "ssse3")]
pub(super) unsafe fn ssse3_marks(block: &[u8; BLOCK]) -> Marks {
    // SAFETY: this function's features are the vector's.
    unsafe { marks::of(Four::load(block)) }
}

#[target_feature(enable = "ssse3")]
pub(super) unsafe fn ssse3_words(block: &[u8; BLOCK]) -> Words {
    // SAFETY: this function's features are the vector's.
    unsafe { marks::words(Four::load(block)) }
}

/// A block in one vector of AVX-512.
#[derive(Clone, Copy)]
struct One(__m512i);

impl One {
    #[inline(always)]
    unsafe fn table(table: &[u8; 16]) -> __m512i {
        // SAFETY: the caller promises AVX-512 F; the table holds 16 bytes.
        unsafe { _mm512_broadcast_i32x4(_mm_loadu_si128(table.as_ptr().cast())) }
    }

    #[inline(always)]
    unsafe fn splat(byte: u8) -> __m512i {
        // SAFETY: the caller promises AVX-512 F.
        unsafe { _mm512_set1_epi8(byte.cast_signed()) }
    }
}

impl Vector for One {
    #[inline(always)]
    unsafe fn load(block: &[u8; BLOCK]) -> One {
        // SAFETY: the caller promises AVX-512 F; the block holds 64 bytes, and the load needs no alignment.
        One(unsafe { _mm512_loadu_si512(block.as_ptr().cast()) })
    }

    #[inline(always)]
    unsafe fn eq(self, byte: u8) -> u64 {
        // SAFETY: the caller promises AVX-512 BW.
        unsafe { _mm512_cmpeq_epi8_mask(self.0, One::splat(byte)) }
    }

    #[inline(always)]
    unsafe fn within(self, low: u8, count: u8) -> u64 {
        // SAFETY: the caller promises AVX-512 BW.
        unsafe {
            let from_low = _mm512_sub_epi8(self.0, One::splat(low));
            _mm512_cmplt_epu8_mask(from_low, One::splat(count))
        }
    }

    #[inline(always)]
    unsafe fn lowered(self) -> One {
        // SAFETY: the caller promises AVX-512 F.
        One(unsafe { _mm512_or_si512(self.0, One::splat(0x20)) })
    }

    #[inline(always)]
    unsafe fn high(self) -> u64 {
        // SAFETY: the caller promises AVX-512 BW.
        unsafe { _mm512_movepi8_mask(self.0) }
    }

    #[inline(always)]
    unsafe fn any(self, bits: u8) -> u64 {
        // SAFETY: the caller promises AVX-512 BW.
        unsafe { _mm512_test_epi8_mask(self.0, One::splat(bits)) }
    }

    #[inline(always)]
    unsafe fn holds_zero(self) -> bool {
        // SAFETY: the caller promises AVX-512 BW.
        unsafe { _mm512_testn_epi8_mask(self.0, self.0) != 0 }
    }

    #[inline(always)]
    unsafe fn kinds(self, tables: &[[u8; 16]; 2]) -> One {
        // SAFETY: the caller promises AVX-512 BW.
        unsafe {
            let upper = _mm512_and_si512(_mm512_srli_epi16::<4>(self.0), One::splat(0xF));
            let by_lower = _mm512_shuffle_epi8(One::table(&tables[0]), self.0);
            let by_upper = _mm512_shuffle_epi8(One::table(&tables[1]), upper);
            One(_mm512_and_si512(by_lower, by_upper))
        }
    }

    #[inline(always)]
    unsafe fn tails(self, before: One, tables: &[[u8; 16]; 3]) -> One {
        // SAFETY: the caller promises AVX-512 BW.
        unsafe {
            // The block moved up by one part of 16 bytes, so that each part has the one before it beside it.
            let parts = _mm512_alignr_epi64::<6>(self.0, before.0);
            let third = _mm512_alignr_epi8::<13>(self.0, parts);
            let second = _mm512_alignr_epi8::<14>(self.0, parts);
            let last = _mm512_alignr_epi8::<15>(self.0, parts);
            let third = _mm512_shuffle_epi8(One::table(&tables[0]), third);
            let second = _mm512_shuffle_epi8(One::table(&tables[1]), second);
            let last = _mm512_shuffle_epi8(One::table(&tables[2]), last);
            One(_mm512_and_si512(_mm512_and_si512(third, second), last))
        }
    }

    /// Loads are cheaper here than to move bytes: one unit alone does that, and all else that is asked for.
    #[inline(always)]
    unsafe fn tails_at(block: *const u8, tables: &[[u8; 16]; 3]) -> One {
        // SAFETY: the caller promises AVX-512 BW and the bytes; the loads need no alignment.
        unsafe {
            let by = |table: usize, back: usize| {
                let moved = _mm512_loadu_si512(block.sub(back).cast());
                _mm512_shuffle_epi8(One::table(&tables[table]), moved)
            };
            One(_mm512_and_si512(
                _mm512_and_si512(by(0, 3), by(1, 2)),
                by(2, 1),
            ))
        }
    }

    #[inline(always)]
    unsafe fn fetch(from: *const u8) {
        // SAFETY: to ask for memory that is not there does nothing.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(from.cast()) }
    }
}

/// The same bits, of which the compiler no longer knows how they were made: it would otherwise carry a mask from one
/// basic block to the next as a vector of single bits, which these vectors can only take apart bit by bit.
#[inline(always)]
fn opaque(bits: u64) -> u64 {
    let mut bits = bits;
    // SAFETY: there is no instruction in it; the register that it names stays as it is.
    unsafe {
        std::arch::asm!("/* {0} */", inout(reg) bits, options(pure, nomem, nostack, preserves_flags))
    };
    bits
}

/// A block in two vectors of AVX2.
#[derive(Clone, Copy)]
struct Two([__m256i; 2]);

impl Two {
    /// The bits of what `of` makes of each vector, which is all ones or has the upper bit set in each byte.
    #[inline(always)]
    unsafe fn bits(self, of: impl Fn(__m256i) -> __m256i) -> u64 {
        let bits = |v| {
            // SAFETY: the caller promises AVX2.
            u64::from(unsafe { _mm256_movemask_epi8(of(v)) }.cast_unsigned())
        };
        opaque(bits(self.0[0]) | bits(self.0[1]) << 32)
    }

    #[inline(always)]
    unsafe fn table(table: &[u8; 16]) -> __m256i {
        // SAFETY: the caller promises AVX2; the table holds 16 bytes.
        unsafe { _mm256_broadcastsi128_si256(_mm_loadu_si128(table.as_ptr().cast())) }
    }

    #[inline(always)]
    unsafe fn splat(byte: u8) -> __m256i {
        // SAFETY: the caller promises AVX2.
        unsafe { _mm256_set1_epi8(byte.cast_signed()) }
    }
}

impl Two {
    /// The kinds of `v`.
    #[inline(always)]
    unsafe fn kinds_of(v: __m256i, tables: &[[u8; 16]; 2]) -> __m256i {
        // SAFETY: the caller promises AVX2.
        unsafe {
            let upper = _mm256_and_si256(_mm256_srli_epi16::<4>(v), Two::splat(0xF));
            let by_lower = _mm256_shuffle_epi8(Two::table(&tables[0]), v);
            let by_upper = _mm256_shuffle_epi8(Two::table(&tables[1]), upper);
            _mm256_and_si256(by_lower, by_upper)
        }
    }

    /// The tails of `v`, which `before` stands before.
    #[inline(always)]
    unsafe fn tails_of(v: __m256i, before: __m256i, tables: &[[u8; 16]; 3]) -> __m256i {
        // SAFETY: the caller promises AVX2.
        unsafe {
            // Moved up by one part of 16 bytes, so that each part has the one before it beside it.
            let parts = _mm256_permute2x128_si256::<0x21>(before, v);
            let third = _mm256_alignr_epi8::<13>(v, parts);
            let second = _mm256_alignr_epi8::<14>(v, parts);
            let last = _mm256_alignr_epi8::<15>(v, parts);
            let third = _mm256_shuffle_epi8(Two::table(&tables[0]), third);
            let second = _mm256_shuffle_epi8(Two::table(&tables[1]), second);
            let last = _mm256_shuffle_epi8(Two::table(&tables[2]), last);
            _mm256_and_si256(_mm256_and_si256(third, second), last)
        }
    }
}

impl Vector for Two {
    #[inline(always)]
    unsafe fn load(block: &[u8; BLOCK]) -> Two {
        let (halves, _) = block.as_chunks::<32>();
        // SAFETY: the caller promises AVX2; each half holds 32 bytes, and the load needs no alignment.
        let load = |half: &[u8; 32]| unsafe { _mm256_loadu_si256(half.as_ptr().cast()) };
        Two([load(&halves[0]), load(&halves[1])])
    }

    #[inline(always)]
    unsafe fn eq(self, byte: u8) -> u64 {
        // SAFETY: the caller promises AVX2.
        unsafe { self.bits(|v| _mm256_cmpeq_epi8(v, Two::splat(byte))) }
    }

    #[inline(always)]
    unsafe fn within(self, low: u8, count: u8) -> u64 {
        // SAFETY: the caller promises AVX2.
        unsafe {
            self.bits(|v| {
                let from_low = _mm256_sub_epi8(v, Two::splat(low));
                _mm256_cmpeq_epi8(_mm256_min_epu8(from_low, Two::splat(count - 1)), from_low)
            })
        }
    }

    #[inline(always)]
    unsafe fn lowered(self) -> Two {
        let [a, b] = self.0;
        // SAFETY: the caller promises AVX2.
        unsafe {
            let bit = Two::splat(0x20);
            Two([_mm256_or_si256(a, bit), _mm256_or_si256(b, bit)])
        }
    }

    #[inline(always)]
    unsafe fn high(self) -> u64 {
        // SAFETY: the caller promises AVX2.
        unsafe { self.bits(|v| v) }
    }

    #[inline(always)]
    unsafe fn any(self, bits: u8) -> u64 {
        // SAFETY: the caller promises AVX2.
        unsafe {
            let none = _mm256_setzero_si256();
            !self.bits(|v| _mm256_cmpeq_epi8(_mm256_and_si256(v, Two::splat(bits)), none))
        }
    }

    #[inline(always)]
    unsafe fn holds_zero(self) -> bool {
        // SAFETY: the caller promises AVX2.
        unsafe {
            let least = _mm256_min_epu8(self.0[0], self.0[1]);
            _mm256_movemask_epi8(_mm256_cmpeq_epi8(least, _mm256_setzero_si256())) != 0
        }
    }

    #[inline(always)]
    unsafe fn kinds(self, tables: &[[u8; 16]; 2]) -> Two {
        let [a, b] = self.0;
        // SAFETY: the caller promises AVX2.
        unsafe { Two([Two::kinds_of(a, tables), Two::kinds_of(b, tables)]) }
    }

    #[inline(always)]
    unsafe fn tails(self, before: Two, tables: &[[u8; 16]; 3]) -> Two {
        // SAFETY: the caller promises AVX2.
        unsafe {
            Two([
                Two::tails_of(self.0[0], before.0[1], tables),
                Two::tails_of(self.0[1], self.0[0], tables),
            ])
        }
    }

    #[inline(always)]
    unsafe fn fetch(from: *const u8) {
        // SAFETY: to ask for memory that is not there does nothing.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(from.cast()) }
    }
}

/// A block in four vectors of SSSE3.
#[derive(Clone, Copy)]
struct Four([__m128i; 4]);

impl Four {
    /// The bits of what `of` makes of each vector, which is all ones or has the upper bit set in each byte.
    #[inline(always)]
    unsafe fn bits(self, of: impl Fn(__m128i) -> __m128i) -> u64 {
        let bits = |v| {
            // SAFETY: the caller promises SSSE3.
            u64::from(unsafe { _mm_movemask_epi8(of(v)) }.cast_unsigned())
        };
        let [a, b, c, d] = self.0.map(bits);
        opaque(a | b << 16 | c << 32 | d << 48)
    }

    #[inline(always)]
    unsafe fn table(table: &[u8; 16]) -> __m128i {
        // SAFETY: the caller promises SSSE3; the table holds 16 bytes.
        unsafe { _mm_loadu_si128(table.as_ptr().cast()) }
    }

    #[inline(always)]
    unsafe fn splat(byte: u8) -> __m128i {
        // SAFETY: the caller promises SSSE3.
        unsafe { _mm_set1_epi8(byte.cast_signed()) }
    }
}

impl Four {
    /// The tails of `v`, which `before` stands before.
    #[inline(always)]
    unsafe fn tails_of(v: __m128i, before: __m128i, tables: &[[u8; 16]; 3]) -> __m128i {
        // SAFETY: the caller promises SSSE3.
        unsafe {
            let third = _mm_alignr_epi8::<13>(v, before);
            let second = _mm_alignr_epi8::<14>(v, before);
            let last = _mm_alignr_epi8::<15>(v, before);
            let third = _mm_shuffle_epi8(Four::table(&tables[0]), third);
            let second = _mm_shuffle_epi8(Four::table(&tables[1]), second);
            let last = _mm_shuffle_epi8(Four::table(&tables[2]), last);
            _mm_and_si128(_mm_and_si128(third, second), last)
        }
    }
}

impl Vector for Four {
    #[inline(always)]
    unsafe fn load(block: &[u8; BLOCK]) -> Four {
        let (parts, _) = block.as_chunks::<16>();
        // SAFETY: the caller promises SSSE3; each part holds 16 bytes, and the load needs no alignment.
        let load = |part: &[u8; 16]| unsafe { _mm_loadu_si128(part.as_ptr().cast()) };
        Four([
            load(&parts[0]),
            load(&parts[1]),
            load(&parts[2]),
            load(&parts[3]),
        ])
    }

    #[inline(always)]
    unsafe fn eq(self, byte: u8) -> u64 {
        // SAFETY: the caller promises SSSE3.
        unsafe { self.bits(|v| _mm_cmpeq_epi8(v, Four::splat(byte))) }
    }

    #[inline(always)]
    unsafe fn within(self, low: u8, count: u8) -> u64 {
        // SAFETY: the caller promises SSSE3.
        unsafe {
            self.bits(|v| {
                let from_low = _mm_sub_epi8(v, Four::splat(low));
                _mm_cmpeq_epi8(_mm_min_epu8(from_low, Four::splat(count - 1)), from_low)
            })
        }
    }

    #[inline(always)]
    unsafe fn lowered(self) -> Four {
        // SAFETY: the caller promises SSSE3.
        Four(
            self.0
                .map(|v| unsafe { _mm_or_si128(v, Four::splat(0x20)) }),
        )
    }

    #[inline(always)]
    unsafe fn high(self) -> u64 {
        // SAFETY: the caller promises SSSE3.
        unsafe { self.bits(|v| v) }
    }

    #[inline(always)]
    unsafe fn any(self, bits: u8) -> u64 {
        // SAFETY: the caller promises SSSE3.
        unsafe {
            let none = _mm_setzero_si128();
            !self.bits(|v| _mm_cmpeq_epi8(_mm_and_si128(v, Four::splat(bits)), none))
        }
    }

    #[inline(always)]
    unsafe fn holds_zero(self) -> bool {
        let [a, b, c, d] = self.0;
        // SAFETY: the caller promises SSSE3.
        unsafe {
            let least = _mm_min_epu8(_mm_min_epu8(a, b), _mm_min_epu8(c, d));
            _mm_movemask_epi8(_mm_cmpeq_epi8(least, _mm_setzero_si128())) != 0
        }
    }

    #[inline(always)]
    unsafe fn kinds(self, tables: &[[u8; 16]; 2]) -> Four {
        // SAFETY: the caller promises SSSE3.
        Four(self.0.map(|v| unsafe {
            let upper = _mm_and_si128(_mm_srli_epi16::<4>(v), Four::splat(0xF));
            let by_lower = _mm_shuffle_epi8(Four::table(&tables[0]), v);
            let by_upper = _mm_shuffle_epi8(Four::table(&tables[1]), upper);
            _mm_and_si128(by_lower, by_upper)
        }))
    }

    #[inline(always)]
    unsafe fn tails(self, before: Four, tables: &[[u8; 16]; 3]) -> Four {
        // SAFETY: the caller promises SSSE3.
        unsafe {
            Four([
                Four::tails_of(self.0[0], before.0[3], tables),
                Four::tails_of(self.0[1], self.0[0], tables),
                Four::tails_of(self.0[2], self.0[1], tables),
                Four::tails_of(self.0[3], self.0[2], tables),
            ])
        }
    }

    #[inline(always)]
    unsafe fn fetch(from: *const u8) {
        // SAFETY: to ask for memory that is not there does nothing.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(from.cast()) }
    }
}
