//! Strings that hold values, and leave no copy behind when they grow: a block that is too small is wiped before it is
//! given back.

/// Overwrites all that `text` has room for, and empties it. Written whole blocks at a time: the byte-wise volatile
/// writes of `Zeroize` take longer than restoring the text did.
pub(crate) fn wipe(text: &mut String) {
    let mut bytes = std::mem::take(text).into_bytes();
    bytes.clear();
    bytes.resize(bytes.capacity(), 0);
    zeroize::optimization_barrier(bytes.as_slice());
    bytes.clear();
    // An empty string keeps the block.
    *text = String::from_utf8(bytes).unwrap_or_default();
}

/// Makes room for `more` bytes.
#[inline]
pub(crate) fn make_room(out: &mut String, more: usize) {
    if out.capacity() - out.len() < more {
        grow(out, more);
    }
}

#[cold]
fn grow(out: &mut String, more: usize) {
    let room = (out.len() + more).max(2 * out.capacity());
    let mut bigger = String::with_capacity(room);
    bigger.push_str(out);
    std::mem::swap(out, &mut bigger);
    wipe(&mut bigger);
}

/// Appends `text`.
#[inline]
pub(crate) fn push(out: &mut String, text: &str) {
    make_room(out, text.len());
    out.push_str(text);
}

/// Appends `c`.
pub(crate) fn push_char(out: &mut String, c: char) {
    make_room(out, c.len_utf8());
    out.push(c);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wiped_is_empty_and_has_its_room_still() {
        let mut text = String::with_capacity(100);
        text.push_str("asha@example.com");
        wipe(&mut text);
        assert_eq!((text.as_str(), text.capacity()), ("", 100));
        text.push('x');
        assert_eq!(text, "x");
    }

    #[test]
    fn what_is_pushed_is_there() {
        let mut out = String::new();
        let mut plain = String::new();
        for n in 0..2_000 {
            push(&mut out, &"é".repeat(n % 7));
            push_char(&mut out, 'क');
            plain.push_str(&"é".repeat(n % 7));
            plain.push('क');
        }
        assert_eq!(out, plain);
    }
}
