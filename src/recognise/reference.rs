//! Numbers that refer to a thing and identify nobody: of a series, in a path, of a resource of a cloud.

use std::ops::Range;

use super::pin_code;

/// Bytes on each side of a number in which its line is read.
const LINE: usize = 96;
/// Bytes before a number in which the name of its resource begins.
const NAMED: usize = 64;
/// The most letters of a series, with the hyphen and one byte before them.
const SERIES: usize = 9;

/// Segments of paths behind which the number of a thing stands.
static THINGS: &[&str] = &[
    "items",
    "item",
    "orders",
    "order",
    "products",
    "product",
    "invoices",
    "posts",
    "post",
    "articles",
    "article",
    "comments",
    "status",
    "statuses",
    "issues",
    "pull",
    "jobs",
    "runs",
    "builds",
    "pipelines",
    "tickets",
    "shipments",
    "tracking",
    "dp",
];

/// The capitals of another series that stand right before the number, over a hyphen: `ORD-12345678`, `INV-2024`.
pub(super) fn series<'t>(bytes: &'t [u8], range: &Range<usize>) -> Option<&'t [u8]> {
    let front = bytes[range.start.saturating_sub(SERIES)..range.start].strip_suffix(b"-")?;
    if !bytes.get(range.start).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    let letters = front.iter().rev().take_while(|b| b.is_ascii_uppercase());
    let (before, series) = front.split_at(front.len() - letters.count());
    let whole = !before.last().is_some_and(u8::is_ascii_alphanumeric);
    ((2..=6).contains(&series.len()) && whole && !pin_code::is_place(series)).then_some(series)
}

/// Whether the number may be an account of Amazon's cloud: twelve digits (AWS account management, account identifiers)
/// on a line that speaks of it.
pub(super) fn of_cloud(bytes: &[u8], range: &Range<usize>) -> bool {
    let twelve = || bytes[range.clone()].iter().all(u8::is_ascii_digit);
    if range.len() != 12 || !twelve() {
        return false;
    }
    let front = &bytes[range.start.saturating_sub(LINE)..range.start];
    let before = &front[memchr::memrchr(b'\n', front).map_or(0, |at| at + 1)..];
    let rest = &bytes[range.end..bytes.len().min(range.end + LINE)];
    let behind = &rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len())];
    [before, behind].iter().any(|line| {
        let letter = |at: Option<usize>| at.and_then(|at| line.get(at)).copied().unwrap_or(0);
        memchr::memchr2_iter(b'w', b'W', line).any(|w| {
            letter(w.checked_sub(1)).eq_ignore_ascii_case(&b'a')
                && letter(Some(w + 1)).eq_ignore_ascii_case(&b's')
                && !letter(w.checked_sub(2)).is_ascii_alphanumeric()
                && !letter(Some(w + 2)).is_ascii_alphanumeric()
        })
    })
}

/// Whether the number names a thing in a path or a resource of a cloud: `/orders/281497325889`,
/// `arn:aws:iam::281497325889:role/x`.
pub(super) fn named(bytes: &[u8], range: &Range<usize>) -> bool {
    let behind = bytes.get(range.end..).unwrap_or_default();
    // The registry of an account: `281497325889.dkr.ecr.ap-south-1.amazonaws.com`.
    if behind.starts_with(b".dkr.") {
        return true;
    }
    let front = &bytes[range.start.saturating_sub(NAMED)..range.start];
    let Some((mark @ (b'/' | b':'), front)) = front.split_last() else {
        return false;
    };
    if !bytes.get(range.start).is_some_and(u8::is_ascii_digit) {
        return false;
    }
    if *mark == b':' {
        return behind.first() == Some(&b':') && memchr::memmem::find(front, b"arn:").is_some();
    }
    let letters = front.iter().rev().take_while(|b| b.is_ascii_alphabetic());
    let (above, segment) = front.split_at(front.len() - letters.count());
    let word = above.rsplit(|b| *b <= b' ').next().unwrap_or_default();
    above.last() == Some(&b'/') && THINGS.iter().any(|thing| thing.as_bytes() == segment)
        || memchr::memmem::find(word, b"arn:").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> (Vec<u8>, Range<usize>) {
        let start = text.find('[').expect("a start");
        let end = text.find(']').expect("an end") - 1;
        (text.replace(['[', ']'], "").into_bytes(), start..end)
    }

    #[test]
    fn a_series_is_of_two_to_six_capitals() {
        let series = |text: &str| {
            let (bytes, range) = range(text);
            super::series(&bytes, &range).map(|series| String::from_utf8_lossy(series).into_owned())
        };
        assert_eq!(series("ref ORD-[12345678]").as_deref(), Some("ORD"));
        assert_eq!(series("(INVOIC-[2024])").as_deref(), Some("INVOIC"));
        for none in [
            "A-[12]",
            "INVOICE-[12]",
            "xORD-[12]",
            "Ord-[12]",
            "ORD [12]",
            "ORD-[x1]",
            "[12]",
        ] {
            assert_eq!(series(none), None, "{none}");
        }
    }

    #[test]
    fn paths_and_clouds_name_what_is_nobodys() {
        let named = |text: &str| {
            let (bytes, range) = range(text);
            super::named(&bytes, &range)
        };
        for yes in [
            "GET /v1/orders/[281497325889]/items",
            "arn:aws:iam::[281497325889]:role/x",
            "arn:aws:iam::x:role/[281497325889]",
            "[281497325889].dkr.ecr.ap-south-1.amazonaws.com",
        ] {
            assert!(named(yes), "{yes}");
        }
        for no in [
            "/people/[281497325889]",
            "orders/[281497325889]",
            "id:[281497325889]:x",
            "[281497325889]",
        ] {
            assert!(!named(no), "{no}");
        }
    }

    #[test]
    fn a_line_speaks_of_the_cloud_by_its_name() {
        let of_cloud = |text: &str| {
            let (bytes, range) = range(text);
            super::of_cloud(&bytes, &range)
        };
        assert!(of_cloud("aws account [281497325889]") && of_cloud("[281497325889] (AWS)"));
        for no in [
            "aws\n[281497325889]",
            "laws [281497325889]",
            "aws [28149732588]",
            "[281497325889] paws",
        ] {
            assert!(!of_cloud(no), "{no}");
        }
    }
}
