//! The root key and its epochs, and the keys of a scope that derive from it.

use super::random;
use crate::error::{Error, ErrorKind};
use hkdf::Hkdf;
use sha2::Sha256;
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// The root key: one or more epochs of 32 random bytes, the last of which is used for new scopes.
///
/// It is wiped from memory when the last clone is dropped, and has no way to be printed but
/// [`expose`](Key::expose).
///
/// ```
/// let key = parda::Key::generate()?;
/// assert_eq!(format!("{key:?}"), "Key(1 epoch)");
/// # Ok::<(), parda::Error>(())
/// ```
#[derive(Clone)]
pub struct Key {
    epochs: Arc<[Epoch]>,
}

/// On the heap, so that moving it copies no key.
struct Epoch(Box<Zeroizing<[u8; 32]>>);

/// The environment variable that [`Key::from_env`] reads.
pub const KEY_VARIABLE: &str = "PARDA_KEY";

impl Key {
    /// A new key from the operating system's random number generator.
    ///
    /// # Errors
    ///
    /// When the system has no randomness to give.
    pub fn generate() -> Result<Key, Error> {
        Ok(Key {
            epochs: Arc::new([Epoch(Box::new(random::bytes()?))]),
        })
    }

    /// A key of one epoch.
    ///
    /// # Errors
    ///
    /// When the bytes are visibly not random: one byte repeated, a pattern, a counting row, readable text.
    pub fn from_bytes(bytes: [u8; 32]) -> Result<Key, Error> {
        let bytes = Zeroizing::new(bytes);
        sane(&bytes)?;
        Ok(Key {
            epochs: Arc::new([Epoch(Box::new(bytes))]),
        })
    }

    /// A key as a key file holds it: 64 hex digits a line, the oldest epoch first, a final newline allowed.
    ///
    /// # Errors
    ///
    /// When a line is not 64 hex digits, or not random; the error names the line's number, never its content.
    pub fn parse(text: &str) -> Result<Key, Error> {
        let text = text.strip_suffix('\n').unwrap_or(text);
        let epochs = text
            .split('\n')
            .enumerate()
            .map(|(index, line)| {
                let bytes = unhex(line.strip_suffix('\r').unwrap_or(line))
                    .ok_or(ErrorKind::KeyFormat(index + 1))?;
                sane(&bytes)?;
                Ok(Epoch(Box::new(bytes)))
            })
            .collect::<Result<Arc<[_]>, Error>>()?;
        Ok(Key { epochs })
    }

    /// The key in the environment variable `PARDA_KEY`; `None` when it is not set.
    ///
    /// # Errors
    ///
    /// As [`parse`](Key::parse).
    pub fn from_env() -> Result<Option<Key>, Error> {
        match std::env::var(KEY_VARIABLE) {
            Ok(text) => Key::parse(&Zeroizing::new(text)).map(Some),
            Err(std::env::VarError::NotPresent) => Ok(None),
            Err(std::env::VarError::NotUnicode(_)) => Err(ErrorKind::KeyFormat(1).into()),
        }
    }

    /// The key in a file that its owner alone may read (mode 0600 or 0400).
    ///
    /// # Errors
    ///
    /// When the file cannot be read, is open to others, or does not hold a key.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Key, Error> {
        let path = path.as_ref();
        let failed = |source| ErrorKind::KeyFile(path.to_owned(), source);
        let file = std::fs::File::open(path).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = metadata.permissions().mode() & 0o7777;
            if mode != 0o600 && mode != 0o400 {
                return Err(ErrorKind::KeyFileOpen(path.to_owned(), mode).into());
            }
        }
        // A key file of a thousand epochs is 65 KB; anything larger is another file.
        if metadata.len() > 1 << 17 {
            return Err(ErrorKind::KeyFormat(1).into());
        }
        let text = Zeroizing::new(std::io::read_to_string(file).map_err(failed)?);
        Key::parse(&text)
    }

    /// Writes the key to a new file with mode 0600; a file that exists is left alone.
    ///
    /// # Errors
    ///
    /// When the file exists or cannot be written.
    pub fn write_new(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        use std::io::Write;
        let path = path.as_ref();
        let failed = |source| ErrorKind::KeyFile(path.to_owned(), source);
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let mut file = options.open(path).map_err(failed)?;
        file.write_all(self.expose().as_bytes()).map_err(failed)?;
        file.sync_all().map_err(failed)?;
        Ok(())
    }

    /// This key with one more epoch, random, which new scopes use.
    ///
    /// # Errors
    ///
    /// When the system has no randomness to give.
    pub fn rotated(&self) -> Result<Key, Error> {
        let copies = self.epochs.iter().map(|epoch| Epoch(epoch.0.clone()));
        let fresh = Epoch(Box::new(random::bytes()?));
        Ok(Key {
            epochs: copies.chain([fresh]).collect(),
        })
    }

    /// Whether this key begins with the epochs of `older`.
    pub(crate) fn continues(&self, older: &Key) -> bool {
        self.epochs.len() >= older.epochs.len()
            && Key {
                epochs: self.epochs[..older.epochs.len()]
                    .iter()
                    .map(|epoch| Epoch(epoch.0.clone()))
                    .collect(),
            } == *older
    }

    /// The number of the newest epoch, counted from 1: the number of lines of the key file.
    #[must_use]
    pub fn epoch(&self) -> u32 {
        u32::try_from(self.epochs.len()).unwrap_or(u32::MAX)
    }

    /// The lines of a key file, for writing one. This is the key itself: keep it out of logs.
    #[must_use]
    pub fn expose(&self) -> Zeroizing<String> {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = Zeroizing::new(String::with_capacity(65 * self.epochs.len()));
        for epoch in self.epochs.iter() {
            for byte in epoch.0.iter() {
                text.push(char::from(DIGITS[usize::from(byte >> 4)]));
                text.push(char::from(DIGITS[usize::from(byte & 15)]));
            }
            text.push('\n');
        }
        text
    }

    /// The key of `purpose` in a scope, of one epoch (counted from 1); `None` when this key has no such epoch.
    ///
    /// HKDF-SHA256 (RFC 5869) with the epoch's bytes as input, `salt`, and as info purpose, tenant and scope name, each
    /// with its length before it.
    pub(crate) fn derive(
        &self,
        epoch: u32,
        salt: &[u8],
        purpose: &str,
        tenant: &str,
        scope: &str,
    ) -> Option<Zeroizing<[u8; 32]>> {
        let index = usize::try_from(epoch).ok()?.checked_sub(1)?;
        let epoch = self.epochs.get(index)?;
        let lengths = [purpose, tenant, scope].map(|field| (field.len() as u32).to_be_bytes());
        let mut key = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(Some(salt), epoch.0.as_slice())
            .expand_multi_info(
                &[
                    &lengths[0],
                    purpose.as_bytes(),
                    &lengths[1],
                    tenant.as_bytes(),
                    &lengths[2],
                    scope.as_bytes(),
                ],
                key.as_mut(),
            )
            .ok()?;
        Some(key)
    }
}

impl PartialEq for Key {
    /// In constant time for keys of as many epochs.
    fn eq(&self, other: &Key) -> bool {
        self.epochs.len() == other.epochs.len()
            && self
                .epochs
                .iter()
                .zip(other.epochs.iter())
                .fold(subtle::Choice::from(1), |equal, (a, b)| {
                    equal & a.0.as_slice().ct_eq(b.0.as_slice())
                })
                .into()
    }
}

impl Eq for Key {}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.epochs.len() == 1 { "" } else { "s" };
        write!(f, "Key({} epoch{plural})", self.epochs.len())
    }
}

fn unhex(line: &str) -> Option<Zeroizing<[u8; 32]>> {
    let mut bytes = Zeroizing::new([0; 32]);
    if line.len() != 64 || !line.is_ascii() {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(line.as_bytes().chunks_exact(2)) {
        let [high, low] = [pair[0], pair[1]].map(|digit| char::from(digit).to_digit(16));
        *byte = (high? * 16 + low?) as u8;
    }
    Some(bytes)
}

/// Refuses what no random number generator gives: under one chance in 10^13 that a good key is refused.
fn sane(bytes: &[u8; 32]) -> Result<(), Error> {
    let mut seen = [false; 256];
    for byte in bytes {
        seen[usize::from(*byte)] = true;
    }
    let distinct = seen.iter().filter(|seen| **seen).count();
    let text = bytes.iter().all(|b| matches!(b, 9 | 10 | 13 | 32..=126));
    let step = bytes[1].wrapping_sub(bytes[0]);
    let counting = bytes
        .windows(2)
        .filter(|pair| pair[1].wrapping_sub(pair[0]) == step)
        .count()
        > 20;
    let repeats = (1..=16).any(|period| bytes[period..] == bytes[..32 - period]);
    if distinct < 16 || text || counting || repeats {
        return Err(ErrorKind::KeyWeak.into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_survives_its_file_form() {
        let key = Key::generate().unwrap().rotated().unwrap();
        assert_eq!(key.epoch(), 2);
        assert_eq!(Key::parse(&key.expose()).unwrap(), key);
        assert_eq!(Key::parse(key.expose().trim_end()).unwrap(), key);
        assert_ne!(key, Key::generate().unwrap());
        assert_ne!(key, key.rotated().unwrap());
    }

    #[test]
    fn a_key_equals_and_continues_itself_and_no_other() {
        let key = Key::generate().unwrap();
        let again = Key::parse(&key.expose()).unwrap();
        let (rotated, other) = (key.rotated().unwrap(), Key::generate().unwrap());
        assert_eq!(key, again);
        assert_ne!(key, other);
        assert_ne!(key, rotated);
        assert!(key.continues(&again) && rotated.continues(&key));
        assert!(!key.continues(&rotated) && !rotated.continues(&other));
        assert_eq!(format!("{key:?}"), "Key(1 epoch)");
        assert_eq!(format!("{rotated:?}"), "Key(2 epochs)");
        // Each digit counts, in the place where it stands.
        let digits: String = (0..64)
            .map(|at| char::from_digit(at * 7 % 16, 16).unwrap())
            .collect();
        let bytes = unhex(&digits).unwrap();
        let spelled: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(spelled, digits);
    }

    #[cfg(unix)]
    #[test]
    fn a_key_file_is_read_where_nobody_else_can_read_it_and_where_it_is_no_other_file() {
        use std::os::unix::fs::PermissionsExt;
        let path = std::env::temp_dir().join(format!("parda-key-{}", std::process::id()));
        let _ = std::fs::remove_file(&path);
        let key = Key::generate().unwrap();
        key.write_new(&path).unwrap();
        assert!(key.write_new(&path).is_err(), "it exists");
        for (mode, good) in [(0o600, true), (0o400, true), (0o640, false), (0o604, false)] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(Key::from_file(&path).is_ok(), good, "{mode:o}");
        }
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        // As long as may be, to the byte: of so many lines of 65 bytes, some end in two.
        let line = key.expose().to_string();
        let epochs = (1 << 17) / line.len();
        let ended =
            |twice: usize| line.replace('\n', "\r\n").repeat(twice) + &line.repeat(epochs - twice);
        let longest = ended((1 << 17) - line.len() * epochs);
        assert_eq!(longest.len(), 1 << 17);
        std::fs::write(&path, longest).unwrap();
        let read = Key::from_file(&path).unwrap();
        assert_eq!(read.epoch() as usize, epochs);
        std::fs::write(&path, ended((1 << 17) + 1 - line.len() * epochs)).unwrap();
        let error = Key::from_file(&path).unwrap_err();
        assert!(error.to_string().contains("line 1"), "{error}");
        std::fs::remove_file(&path).unwrap();
    }

    #[test]
    fn lines_that_are_not_keys_are_refused_by_number() {
        let good = Key::generate().unwrap().expose().trim_end().to_owned();
        for bad in [
            "",
            "\n",
            "zz",
            &good[1..],
            &format!("{good}0"),
            &"g".repeat(64),
        ] {
            let error = Key::parse(&format!("{good}\n{bad}\n")).unwrap_err();
            assert!(error.to_string().contains("line 2"), "{error}");
            assert!(!error.to_string().contains(&good));
        }
    }

    #[test]
    fn bytes_that_nobody_drew_are_refused() {
        let counting: [u8; 32] = std::array::from_fn(|i| i as u8);
        let down: [u8; 32] = std::array::from_fn(|i| 255 - 3 * i as u8);
        let once = **Key::generate().unwrap().epochs[0].0;
        let twice: [u8; 32] = std::array::from_fn(|i| once[i % 16]);
        let halves: [u8; 32] = std::array::from_fn(|i| (i % 4 * 67) as u8);
        for weak in [
            [0; 32],
            [0xff; 32],
            counting,
            down,
            halves,
            *b"correct horse battery staple ok!",
            twice,
        ] {
            assert!(Key::from_bytes(weak).is_err(), "{weak:?}");
        }
        // Sixteen different bytes are enough.
        let sixteen: [u8; 32] = std::array::from_fn(|i| {
            let at = i.min(31 - i);
            ((at * at * 37 + at * 91 + 200) % 256) as u8
        });
        let distinct: std::collections::BTreeSet<u8> = sixteen.into_iter().collect();
        assert_eq!(distinct.len(), 16);
        assert!(Key::from_bytes(sixteen).is_ok());
        let fifteen = sixteen.map(|b| if b == sixteen[15] { sixteen[0] } else { b });
        let again: [u8; 32] = std::array::from_fn(|i| sixteen[i % 16]);
        let counted: [u8; 32] =
            std::array::from_fn(|i| if i < 23 { 3 * i as u8 } else { sixteen[i - 16] });
        for weak in [
            fifteen,
            again,
            counted,
            *b"The quick brown fox jumps over i",
        ] {
            assert!(Key::from_bytes(weak).is_err(), "{weak:?}");
        }
        // Twenty equal steps are chance, one more is counting.
        for (bytes, good) in [(21, true), (22, false)] {
            let row: [u8; 32] = std::array::from_fn(|i| match i < bytes {
                true => 3 * i as u8 + 7,
                false => (i * i) as u8 ^ 0xd1,
            });
            assert_eq!(Key::from_bytes(row).is_ok(), good, "{row:?}");
        }
        // A byte that is no text, at either end of what is.
        for odd in [8, 31, 127, 255] {
            let mut words = *b"The quick brown fox jumps over i";
            words[9] = odd;
            assert!(Key::from_bytes(words).is_ok(), "{odd}");
        }
        for _ in 0..1_000 {
            Key::parse(&Key::generate().unwrap().expose()).unwrap();
        }
    }

    #[test]
    fn derived_keys_differ_by_epoch_salt_purpose_tenant_and_scope() {
        let key = Key::generate().unwrap().rotated().unwrap();
        let base = key.derive(1, b"s", "p", "t", "n").unwrap();
        let others = [
            key.derive(2, b"s", "p", "t", "n"),
            key.derive(1, b"r", "p", "t", "n"),
            key.derive(1, b"s", "q", "t", "n"),
            key.derive(1, b"s", "p", "u", "n"),
            key.derive(1, b"s", "p", "t", "m"),
            key.derive(1, b"s", "p", "tn", ""),
        ];
        for other in others {
            assert_ne!(*other.unwrap(), *base);
        }
        assert!(key.derive(3, b"s", "p", "t", "n").is_none());
        assert!(key.derive(0, b"s", "p", "t", "n").is_none());
    }
}
