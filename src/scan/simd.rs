//! Classes of bytes, 64 at a time: the one room with `unsafe`.
//!
//! [`Level`] is chosen once, at run time. Each level computes the same [`Classes`]; the scalar one is the twin that the
//! others are tested against.

#![allow(unsafe_code)]

/// Bytes in a block.
pub(crate) const BLOCK: usize = 64;

/// For each byte of a block, one bit per class that it belongs to; bit `i` is byte `i`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Classes {
    /// `0` to `9`.
    pub(crate) digit: u64,
    /// `A` to `Z` and `a` to `z`.
    pub(crate) letter: u64,
    /// `A` to `Z`.
    pub(crate) upper: u64,
    /// `a` and `A`.
    pub(crate) a: u64,
    /// `m` and `M`.
    pub(crate) m: u64,
    /// `t` and `T`.
    pub(crate) t: u64,
    /// `@`.
    pub(crate) at: u64,
    /// `:`.
    pub(crate) colon: u64,
    /// `=`.
    pub(crate) equals: u64,
    /// `.`.
    pub(crate) dot: u64,
    /// `-`.
    pub(crate) dash: u64,
    /// `_`.
    pub(crate) underscore: u64,
    /// `/`.
    pub(crate) slash: u64,
    /// Space.
    pub(crate) space: u64,
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

/// How blocks are classified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code)]
pub(crate) enum Level {
    /// One byte at a time.
    Scalar,
    /// x86-64 with AVX-512 BW.
    Avx512,
    /// x86-64 with AVX2.
    Avx2,
    /// x86-64, always there.
    Sse2,
    /// AArch64, always there.
    Neon,
}

impl Level {
    /// The fastest level of this machine.
    pub(crate) fn detect() -> Level {
        #[cfg(target_arch = "x86_64")]
        {
            if std::arch::is_x86_feature_detected!("avx512bw")
                && std::arch::is_x86_feature_detected!("avx512f")
            {
                return Level::Avx512;
            }
            if std::arch::is_x86_feature_detected!("avx2") {
                return Level::Avx2;
            }
            Level::Sse2
        }
        #[cfg(target_arch = "aarch64")]
        {
            Level::Neon
        }
        #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
        {
            Level::Scalar
        }
    }

    /// Every level that this machine can run.
    #[cfg(test)]
    pub(crate) fn available() -> Vec<Level> {
        let mut levels = vec![Level::Scalar];
        #[cfg(target_arch = "x86_64")]
        {
            levels.push(Level::Sse2);
            if std::arch::is_x86_feature_detected!("avx2") {
                levels.push(Level::Avx2);
            }
            if std::arch::is_x86_feature_detected!("avx512bw")
                && std::arch::is_x86_feature_detected!("avx512f")
            {
                levels.push(Level::Avx512);
            }
        }
        #[cfg(target_arch = "aarch64")]
        levels.push(Level::Neon);
        levels
    }
}

/// What runs over the classes of each block, inlined into the loop of each level.
pub(crate) trait Fold {
    /// Takes the classes of the next block.
    fn block(&mut self, classes: &Classes);
}

/// Classifies whole blocks in order and hands each to `fold`.
pub(crate) fn each_block<F: Fold>(level: Level, blocks: &[[u8; BLOCK]], fold: &mut F) {
    match level {
        #[cfg(target_arch = "x86_64")]
        Level::Avx512 if std::arch::is_x86_feature_detected!("avx512bw") => {
            // SAFETY: the features were detected on this machine, in this arm's guard and in `detect`.
            unsafe { x86::avx512(blocks, fold) }
        }
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 if std::arch::is_x86_feature_detected!("avx2") => {
            // SAFETY: the feature was detected on this machine, in this arm's guard.
            unsafe { x86::avx2(blocks, fold) }
        }
        #[cfg(target_arch = "x86_64")]
        Level::Sse2 => {
            // SAFETY: SSE2 is part of x86-64.
            unsafe { x86::sse2(blocks, fold) }
        }
        #[cfg(target_arch = "aarch64")]
        Level::Neon => {
            // SAFETY: NEON is part of AArch64 as Rust's targets define it.
            unsafe { arm::neon(blocks, fold) }
        }
        _ => {
            for block in blocks {
                fold.block(&scalar(block));
            }
        }
    }
}

/// The twin of every level: one byte at a time.
pub(crate) fn scalar(block: &[u8; BLOCK]) -> Classes {
    let mask = |is: fn(u8) -> bool| {
        block
            .iter()
            .enumerate()
            .fold(0_u64, |mask, (n, b)| mask | u64::from(is(*b)) << n)
    };
    let third = mask(|b| (0xA6..=0xAF).contains(&b));
    let second = mask(|b| (0xA5..=0xB5).contains(&b) && b & 1 == 1);
    let first = mask(|b| b == 0xE0);
    Classes {
        digit: mask(|b| b.is_ascii_digit()),
        letter: mask(|b| b.is_ascii_alphabetic()),
        upper: mask(|b| b.is_ascii_uppercase()),
        a: mask(|b| b | 0x20 == b'a'),
        m: mask(|b| b | 0x20 == b'm'),
        t: mask(|b| b | 0x20 == b't'),
        at: mask(|b| b == b'@'),
        colon: mask(|b| b == b':'),
        equals: mask(|b| b == b'='),
        dot: mask(|b| b == b'.'),
        dash: mask(|b| b == b'-'),
        underscore: mask(|b| b == b'_'),
        slash: mask(|b| b == b'/'),
        space: mask(|b| b == b' '),
        bracket: mask(|b| matches!(b, b'(' | b')')),
        escape: mask(|b| matches!(b, b'%' | b'&' | b'\\' | b'<' | b'*')),
        high: mask(|b| b >= 0x80),
        lead: mask(|b| (0xC2..0xF5).contains(&b) && b != 0xE0 && !(0xE4..=0xE9).contains(&b)),
        // A character cut by the start of the block is missed by one byte's classes: whoever needs it looks back.
        indic_digit: third & ((second << 1) | 1) & ((first << 2) | 3),
    }
}

/// One vector type of a machine: how to load, compare and gather bits.
#[allow(dead_code)]
trait Vector: Copy {
    /// Vectors in a block.
    const PER_BLOCK: usize;

    /// # Safety
    ///
    /// The machine has the vector's features, and `from` points to as many readable bytes as a vector holds.
    unsafe fn load(from: *const u8) -> Self;
    /// # Safety
    ///
    /// The machine has the vector's features; the same holds for the methods below.
    unsafe fn eq(self, byte: u8) -> u64;
    /// Bits of the bytes in `low..low + count`.
    ///
    /// # Safety
    ///
    /// As [`eq`](Vector::eq).
    unsafe fn within(self, low: u8, count: u8) -> u64;
    /// The bytes with bit 5 set, which folds ASCII letters to lower case.
    ///
    /// # Safety
    ///
    /// As [`eq`](Vector::eq).
    unsafe fn lowered(self) -> Self;
    /// Bits of the bytes of 0x80 and above.
    ///
    /// # Safety
    ///
    /// As [`eq`](Vector::eq).
    unsafe fn high(self) -> u64;
}

/// # Safety
///
/// The machine has the features of `V`.
#[allow(dead_code)]
#[inline(always)]
unsafe fn classify<V: Vector>(block: &[u8; BLOCK]) -> Classes {
    let mut c = Classes::default();
    let step = BLOCK / V::PER_BLOCK;
    let mut n = 0;
    while n < V::PER_BLOCK {
        let shift = n * step;
        // SAFETY: the caller promises the features; `shift + step` is at most 64, the length of the block.
        unsafe {
            let v = V::load(block.as_ptr().add(shift));
            c.digit |= v.within(b'0', 10) << shift;
            let lowered = v.lowered();
            c.letter |= lowered.within(b'a', 26) << shift;
            c.a |= lowered.eq(b'a') << shift;
            c.m |= lowered.eq(b'm') << shift;
            c.t |= lowered.eq(b't') << shift;
            c.upper |= v.within(b'A', 26) << shift;
            c.at |= v.eq(b'@') << shift;
            c.colon |= v.eq(b':') << shift;
            c.equals |= v.eq(b'=') << shift;
            c.dot |= v.eq(b'.') << shift;
            c.dash |= v.eq(b'-') << shift;
            c.underscore |= v.eq(b'_') << shift;
            c.slash |= v.eq(b'/') << shift;
            c.space |= v.eq(b' ') << shift;
            c.bracket |= v.within(b'(', 2) << shift;
            c.escape |= (v.within(b'%', 2) | v.eq(b'\\') | v.eq(b'<') | v.eq(b'*')) << shift;
            c.high |= v.high() << shift;
        }
        n += 1;
    }
    if c.high != 0 {
        let (mut first, mut second, mut third) = (0_u64, 0_u64, 0_u64);
        let mut n = 0;
        while n < V::PER_BLOCK {
            let shift = n * step;
            // SAFETY: as above.
            unsafe {
                let v = V::load(block.as_ptr().add(shift));
                let e0 = v.eq(0xE0);
                first |= e0 << shift;
                second |= odd::<V>(v) << shift;
                third |= v.within(0xA6, 10) << shift;
                c.lead |= (v.within(0xC2, 0x33) & !e0 & !v.within(0xE4, 6)) << shift;
            }
            n += 1;
        }
        c.indic_digit = third & ((second << 1) | 1) & ((first << 2) | 3);
    }
    c
}

/// Odd bytes from 0xA5 to 0xB5.
///
/// # Safety
///
/// As [`Vector::eq`].
#[allow(dead_code)]
#[inline(always)]
unsafe fn odd<V: Vector>(v: V) -> u64 {
    // SAFETY: the caller promises the features.
    unsafe {
        v.eq(0xA5)
            | v.eq(0xA7)
            | v.eq(0xA9)
            | v.eq(0xAB)
            | v.eq(0xAD)
            | v.eq(0xAF)
            | v.eq(0xB1)
            | v.eq(0xB3)
            | v.eq(0xB5)
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::{BLOCK, Fold, Vector, classify};
    use std::arch::x86_64::*;

    #[target_feature(enable = "avx512f,avx512bw")]
    pub(super) unsafe fn avx512<F: Fold>(blocks: &[[u8; BLOCK]], fold: &mut F) {
        for block in blocks {
            // SAFETY: this function's features are the vector's.
            fold.block(&unsafe { classify::<Wide>(block) });
        }
    }

    #[target_feature(enable = "avx2")]
    pub(super) unsafe fn avx2<F: Fold>(blocks: &[[u8; BLOCK]], fold: &mut F) {
        for block in blocks {
            // SAFETY: this function's features are the vector's.
            fold.block(&unsafe { classify::<Half>(block) });
        }
    }

    #[target_feature(enable = "sse2")]
    pub(super) unsafe fn sse2<F: Fold>(blocks: &[[u8; BLOCK]], fold: &mut F) {
        for block in blocks {
            // SAFETY: this function's features are the vector's.
            fold.block(&unsafe { classify::<Quarter>(block) });
        }
    }

    #[derive(Clone, Copy)]
    struct Wide(__m512i);

    impl Vector for Wide {
        const PER_BLOCK: usize = 1;

        #[inline(always)]
        unsafe fn load(from: *const u8) -> Wide {
            // SAFETY: the caller promises 64 readable bytes and AVX-512 BW; the load needs no alignment.
            Wide(unsafe { _mm512_loadu_si512(from.cast()) })
        }

        #[inline(always)]
        unsafe fn eq(self, byte: u8) -> u64 {
            // SAFETY: the caller promises AVX-512 BW.
            unsafe { _mm512_cmpeq_epi8_mask(self.0, _mm512_set1_epi8(byte.cast_signed())) }
        }

        #[inline(always)]
        unsafe fn within(self, low: u8, count: u8) -> u64 {
            // SAFETY: the caller promises AVX-512 BW.
            unsafe {
                let from_low = _mm512_sub_epi8(self.0, _mm512_set1_epi8(low.cast_signed()));
                _mm512_cmplt_epu8_mask(from_low, _mm512_set1_epi8(count.cast_signed()))
            }
        }

        #[inline(always)]
        unsafe fn lowered(self) -> Wide {
            // SAFETY: the caller promises AVX-512 BW.
            Wide(unsafe { _mm512_or_si512(self.0, _mm512_set1_epi8(0x20)) })
        }

        #[inline(always)]
        unsafe fn high(self) -> u64 {
            // SAFETY: the caller promises AVX-512 BW.
            unsafe { _mm512_movepi8_mask(self.0) }
        }
    }

    #[derive(Clone, Copy)]
    struct Half(__m256i);

    impl Half {
        #[inline(always)]
        unsafe fn bits(v: __m256i) -> u64 {
            // SAFETY: the caller promises AVX2.
            u64::from(unsafe { _mm256_movemask_epi8(v) }.cast_unsigned())
        }
    }

    impl Vector for Half {
        const PER_BLOCK: usize = 2;

        #[inline(always)]
        unsafe fn load(from: *const u8) -> Half {
            // SAFETY: the caller promises 32 readable bytes and AVX2; the load needs no alignment.
            Half(unsafe { _mm256_loadu_si256(from.cast()) })
        }

        #[inline(always)]
        unsafe fn eq(self, byte: u8) -> u64 {
            // SAFETY: the caller promises AVX2.
            unsafe {
                Half::bits(_mm256_cmpeq_epi8(
                    self.0,
                    _mm256_set1_epi8(byte.cast_signed()),
                ))
            }
        }

        #[inline(always)]
        unsafe fn within(self, low: u8, count: u8) -> u64 {
            // SAFETY: the caller promises AVX2.
            unsafe {
                let from_low = _mm256_sub_epi8(self.0, _mm256_set1_epi8(low.cast_signed()));
                let last = _mm256_set1_epi8((count - 1).cast_signed());
                Half::bits(_mm256_cmpeq_epi8(_mm256_min_epu8(from_low, last), from_low))
            }
        }

        #[inline(always)]
        unsafe fn lowered(self) -> Half {
            // SAFETY: the caller promises AVX2.
            Half(unsafe { _mm256_or_si256(self.0, _mm256_set1_epi8(0x20)) })
        }

        #[inline(always)]
        unsafe fn high(self) -> u64 {
            // SAFETY: the caller promises AVX2.
            unsafe { Half::bits(self.0) }
        }
    }

    #[derive(Clone, Copy)]
    struct Quarter(__m128i);

    impl Quarter {
        #[inline(always)]
        unsafe fn bits(v: __m128i) -> u64 {
            // SAFETY: SSE2 is part of x86-64.
            u64::from(unsafe { _mm_movemask_epi8(v) }.cast_unsigned())
        }
    }

    impl Vector for Quarter {
        const PER_BLOCK: usize = 4;

        #[inline(always)]
        unsafe fn load(from: *const u8) -> Quarter {
            // SAFETY: the caller promises 16 readable bytes; the load needs no alignment.
            Quarter(unsafe { _mm_loadu_si128(from.cast()) })
        }

        #[inline(always)]
        unsafe fn eq(self, byte: u8) -> u64 {
            // SAFETY: SSE2 is part of x86-64.
            unsafe { Quarter::bits(_mm_cmpeq_epi8(self.0, _mm_set1_epi8(byte.cast_signed()))) }
        }

        #[inline(always)]
        unsafe fn within(self, low: u8, count: u8) -> u64 {
            // SAFETY: SSE2 is part of x86-64.
            unsafe {
                let from_low = _mm_sub_epi8(self.0, _mm_set1_epi8(low.cast_signed()));
                let last = _mm_set1_epi8((count - 1).cast_signed());
                Quarter::bits(_mm_cmpeq_epi8(_mm_min_epu8(from_low, last), from_low))
            }
        }

        #[inline(always)]
        unsafe fn lowered(self) -> Quarter {
            // SAFETY: SSE2 is part of x86-64.
            Quarter(unsafe { _mm_or_si128(self.0, _mm_set1_epi8(0x20)) })
        }

        #[inline(always)]
        unsafe fn high(self) -> u64 {
            // SAFETY: SSE2 is part of x86-64.
            unsafe { Quarter::bits(self.0) }
        }
    }
}

#[cfg(target_arch = "aarch64")]
mod arm {
    use super::{BLOCK, Fold, Vector, classify};
    use std::arch::aarch64::*;

    #[target_feature(enable = "neon")]
    pub(super) unsafe fn neon<F: Fold>(blocks: &[[u8; BLOCK]], fold: &mut F) {
        for block in blocks {
            // SAFETY: this function's features are the vector's.
            fold.block(&unsafe { classify::<Lane>(block) });
        }
    }

    #[derive(Clone, Copy)]
    struct Lane(uint8x16_t);

    impl Lane {
        /// One bit per byte of a comparison's result, which is all ones or all zeros in each byte.
        #[inline(always)]
        unsafe fn bits(v: uint8x16_t) -> u64 {
            const PLACES: [u8; 16] = [1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128];
            // SAFETY: NEON is part of AArch64; the table holds 16 bytes.
            unsafe {
                let kept = vandq_u8(v, vld1q_u8(PLACES.as_ptr()));
                let low = u64::from(vaddv_u8(vget_low_u8(kept)));
                let high = u64::from(vaddv_u8(vget_high_u8(kept)));
                low | high << 8
            }
        }
    }

    impl Vector for Lane {
        const PER_BLOCK: usize = 4;

        #[inline(always)]
        unsafe fn load(from: *const u8) -> Lane {
            // SAFETY: the caller promises 16 readable bytes.
            Lane(unsafe { vld1q_u8(from) })
        }

        #[inline(always)]
        unsafe fn eq(self, byte: u8) -> u64 {
            // SAFETY: NEON is part of AArch64.
            unsafe { Lane::bits(vceqq_u8(self.0, vdupq_n_u8(byte))) }
        }

        #[inline(always)]
        unsafe fn within(self, low: u8, count: u8) -> u64 {
            // SAFETY: NEON is part of AArch64.
            unsafe {
                Lane::bits(vcltq_u8(
                    vsubq_u8(self.0, vdupq_n_u8(low)),
                    vdupq_n_u8(count),
                ))
            }
        }

        #[inline(always)]
        unsafe fn lowered(self) -> Lane {
            // SAFETY: NEON is part of AArch64.
            Lane(unsafe { vorrq_u8(self.0, vdupq_n_u8(0x20)) })
        }

        #[inline(always)]
        unsafe fn high(self) -> u64 {
            // SAFETY: NEON is part of AArch64.
            unsafe { Lane::bits(vcgeq_u8(self.0, vdupq_n_u8(0x80))) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Collect(Vec<Classes>);

    impl Fold for Collect {
        fn block(&mut self, classes: &Classes) {
            self.0.push(*classes);
        }
    }

    #[test]
    fn every_level_classifies_as_the_scalar_twin_at_every_alignment() {
        let mut state = 0x2545_f491_4f6c_dd1d_u64;
        let mut bytes: Vec<u8> = (0..=255).chain((0..=255).rev()).collect();
        for _ in 0..4096 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let special = b"0123456789aAzZ@:=.-_ ()/%&\\<*\xe0\xa5\xa6\xc2\xf4\xe4";
            let n = (state >> 32) as usize;
            bytes.push(if n.is_multiple_of(3) {
                (state >> 8) as u8
            } else {
                special[n % special.len()]
            });
        }
        for level in Level::available() {
            for offset in 0..BLOCK {
                let (blocks, _) = bytes[offset..].as_chunks::<BLOCK>();
                let mut seen = Collect(Vec::new());
                each_block(level, blocks, &mut seen);
                let wanted: Vec<_> = blocks.iter().map(scalar).collect();
                assert_eq!(seen.0, wanted, "{level:?} at {offset}");
            }
        }
    }
}
