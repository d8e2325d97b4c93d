//! The sign of an address: what stands on both sides of an `@`, read once for every check that looks there.

use super::span;

/// The longest name before a sign, in bytes (RFC 5321, 4.5.3.1.1); one more is read, to tell those that are longer.
const LOCAL: usize = 64;
/// The longest domain behind it (RFC 5321, 4.5.3.1.2), and again one more.
const DOMAIN: usize = 255;
/// The longest handle of a payment service.
pub(super) const HANDLE: usize = 24;

/// An `@` and what stands right beside it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sign {
    /// Where it stands.
    pub(crate) at: usize,
    /// Where the letters, digits, dots, hyphens and underscores before it begin.
    pub(super) local: usize,
    /// Whether two dots stand side by side in these.
    pub(super) doubled: bool,
    /// Where the letters and digits behind it end.
    pub(crate) handle: usize,
    /// Where the letters, digits, dots and hyphens behind it end.
    pub(crate) host: usize,
    may: Around,
}

/// What a check needs beside a sign: where that is not there, it finds nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Around(u8);

impl Around {
    /// A dot in the host, or what is beyond ASCII.
    pub(super) const DOMAIN: Around = Around(1);
    /// A name, and a handle with which the address ends.
    pub(super) const HANDLE: Around = Around(1 << 1);
    /// Such a handle of three or four letters and digits.
    pub(super) const SHORT_HANDLE: Around = Around(1 << 2);
    /// What goes on before the name, or a quote and a comma behind the host.
    pub(super) const LOGIN: Around = Around(1 << 3);

    const fn when(self, holds: bool) -> u8 {
        self.0 * holds as u8
    }
}

impl Sign {
    /// The sign at `at`.
    pub(crate) fn read(bytes: &[u8], at: usize) -> Sign {
        let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
        let floor = at.saturating_sub(LOCAL + 1);
        let (mut local, mut doubled) = (at, false);
        loop {
            local -= span::WORD.ends(&bytes[floor..local]);
            let Some(mark @ (b'.' | b'-' | b'_')) = bytes[floor..local].last() else {
                break;
            };
            local -= 1;
            doubled |= *mark == b'.' && bytes[local + 1] == b'.';
        }
        let ceiling = bytes.len().min(at + 2 + DOMAIN);
        let handle = at + 1 + span::WORD.leads(&bytes[at + 1..ceiling]);
        let mut host = handle;
        while host < ceiling && matches!(bytes[host], b'.' | b'-') {
            host += 1;
            host += span::WORD.leads(&bytes[host..ceiling]);
        }
        let before = local.checked_sub(1).map_or(0, &byte);
        let (next, behind) = (byte(handle), byte(host));
        let length = handle - at - 1;
        let ends = match next {
            b'.' | b'-' | b':' => !byte(handle + 1).is_ascii_alphanumeric(),
            b'@' | b'_' | b'/' => false,
            _ => true,
        };
        let named = local < at && bytes[at - 1].is_ascii_alphanumeric();
        let is_handle =
            ends && named && (2..=HANDLE).contains(&length) && bytes[at + 1].is_ascii_alphabetic();
        let listed = || byte(host + 1) == b',' && byte(host + 2) == b' ';
        let may = Around::DOMAIN.when(handle < host || behind >= 0x80)
            | Around::HANDLE.when(is_handle)
            | Around::SHORT_HANDLE.when(is_handle && length <= 4)
            | Around::LOGIN
                .when(before.is_ascii_graphic() || matches!(behind, b'"' | b'\'') && listed());
        Sign {
            at,
            local,
            doubled,
            handle,
            host,
            may: Around(may),
        }
    }

    /// Whether what the check needs stands beside it.
    pub(crate) fn may(&self, needs: Around) -> bool {
        self.may.0 & needs.0 != 0
    }
}

#[cfg(test)]
mod tests;
