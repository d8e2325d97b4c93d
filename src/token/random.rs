//! Random bytes from the operating system.

use crate::error::{Error, ErrorKind};
use zeroize::Zeroizing;

/// `N` random bytes.
pub(crate) fn bytes<const N: usize>() -> Result<Zeroizing<[u8; N]>, Error> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(bytes.as_mut()).map_err(|_| ErrorKind::NoRandomness)?;
    Ok(bytes)
}
