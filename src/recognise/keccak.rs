//! Keccak-256 as Ethereum uses it: the sponge of FIPS 202 with the original padding (0x01). For address checks only,
//! on inputs shorter than one block.

/// Bytes absorbed by one permutation.
const RATE: usize = 136;

/// The digest of `input`, which must be shorter than 136 bytes: `None` otherwise.
pub(super) fn keccak_256(input: &[u8]) -> Option<[u8; 32]> {
    let mut block = [0_u8; RATE];
    if input.len() >= RATE {
        return None;
    }
    block[..input.len()].copy_from_slice(input);
    block[input.len()] ^= 0x01;
    block[RATE - 1] ^= 0x80;
    let mut state = [0_u64; 25];
    for (lane, bytes) in state.iter_mut().zip(block.as_chunks::<8>().0) {
        *lane = u64::from_le_bytes(*bytes);
    }
    permute(&mut state);
    let mut digest = [0; 32];
    for (bytes, lane) in digest.as_chunks_mut::<8>().0.iter_mut().zip(state) {
        *bytes = lane.to_le_bytes();
    }
    Some(digest)
}

/// The 24 rounds of FIPS 202, section 3.3.
fn permute(state: &mut [u64; 25]) {
    let mut lfsr = 1_u8;
    for _ in 0..24 {
        // Theta.
        let mut parity = [0_u64; 5];
        for (place, lane) in state.iter().enumerate() {
            parity[place % 5] ^= lane;
        }
        for (place, lane) in state.iter_mut().enumerate() {
            let x = place % 5;
            *lane ^= parity[(x + 4) % 5] ^ parity[(x + 1) % 5].rotate_left(1);
        }
        // Rho and pi, along the one cycle that moves all lanes but the first.
        let (mut x, mut y) = (1, 0);
        let mut carried = state[1];
        for step in 1..=24_u32 {
            (x, y) = (y, (2 * x + 3 * y) % 5);
            let place = x + 5 * y;
            let turned = carried.rotate_left(step * (step + 1) / 2 % 64);
            carried = std::mem::replace(&mut state[place], turned);
        }
        // Chi.
        for row in state.as_chunks_mut::<5>().0 {
            let before = *row;
            for (x, lane) in row.iter_mut().enumerate() {
                *lane = before[x] ^ (!before[(x + 1) % 5] & before[(x + 2) % 5]);
            }
        }
        // Iota: the bits of the round constant come from a shift register (algorithm 5).
        for bit in 0..7 {
            if lfsr & 1 == 1 {
                state[0] ^= 1 << ((1_u32 << bit) - 1);
            }
            lfsr = (lfsr << 1) ^ if lfsr & 0x80 == 0 { 0 } else { 0x71 };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::keccak_256;

    #[test]
    fn digests_agree_with_the_published_ones() {
        let hex = |input: &[u8]| {
            keccak_256(input).map(|digest| {
                digest
                    .iter()
                    .map(|b| format!("{b:02x}"))
                    .collect::<String>()
            })
        };
        assert_eq!(
            hex(b"").as_deref(),
            Some("c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")
        );
        assert_eq!(
            hex(b"abc").as_deref(),
            Some("4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45")
        );
        assert_eq!(hex(&[0; 136]), None);
    }
}
