//! Strings that hold values, and leave no copy behind when they grow: a block that is too small is wiped before it is
//! given back.

use zeroize::Zeroize;

/// Makes room for `more` bytes.
pub(crate) fn make_room(out: &mut String, more: usize) {
    if out.capacity() - out.len() < more {
        let room = (out.len() + more).max(2 * out.capacity());
        let mut bigger = String::with_capacity(room);
        bigger.push_str(out);
        std::mem::swap(out, &mut bigger);
        bigger.zeroize();
    }
}

/// Appends `text`.
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
