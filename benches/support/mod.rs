//! What the benches share: texts, baselines, and interleaved timing.

#![allow(dead_code)]

pub mod baseline;
pub mod corpora;
pub mod timing;

/// The text cut into pieces of about that many bytes.
pub fn pieces(text: &str, bytes: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let mut end = bytes.min(rest.len());
        while !rest.is_char_boundary(end) {
            end += 1;
        }
        let (piece, more) = rest.split_at(end);
        pieces.push(piece);
        rest = more;
    }
    pieces
}
