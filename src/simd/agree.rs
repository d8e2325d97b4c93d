//! What the levels tell is what the scalar twin tells.

use super::{BLOCK, Classes, Fold, Kind, Level, Never, Prose, each_block, marks, words};

/// What the levels tell of the whole blocks of `bytes` is what the scalar twin tells; returns how many plain blocks were
/// among them.
pub(crate) fn levels_agree(bytes: &[u8]) -> usize {
    /// Takes every other plain block as such.
    #[derive(Default)]
    struct Collect(Vec<(Prose, Option<Classes>)>);

    impl Fold for Collect {
        type Carry = bool;
        type Skim = Never;

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
            assert_eq!(
                super::marks(level, block),
                marks::scalar(block),
                "{level:?}"
            );
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
