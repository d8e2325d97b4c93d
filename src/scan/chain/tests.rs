use super::*;
use crate::documents::Dice;

fn windows(text: &str) -> Vec<(String, Vec<u8>, Separator)> {
    let mut seen = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if text.as_bytes()[at].is_ascii_digit() {
            let mut chain = Chain::EMPTY;
            chain.read(text.as_bytes(), at);
            chain.windows(
                text.as_bytes(),
                None,
                |_, _, _, _| true,
                |d| {
                    assert_eq!(
                        d.value.len(),
                        d.groups.iter().map(|n| usize::from(*n)).sum::<usize>()
                    );
                    seen.push((
                        text[d.start..d.end].to_owned(),
                        d.groups.to_vec(),
                        d.separator,
                    ));
                },
            );
            at = chain.next();
        } else {
            at += 1;
        }
    }
    seen
}

#[test]
fn windows_hold_whole_groups_in_order() {
    assert_eq!(
        windows("12-34 5"),
        [
            ("12-34 5".to_owned(), vec![2, 2, 1], Separator::Mixed),
            ("12-34".to_owned(), vec![2, 2], Separator::Hyphen),
            ("12".to_owned(), vec![2], Separator::None),
            ("34 5".to_owned(), vec![2, 1], Separator::Space),
            ("34".to_owned(), vec![2], Separator::None),
            ("5".to_owned(), vec![1], Separator::None),
        ]
    );
}

#[test]
fn a_number_beyond_the_longest_window_has_no_window() {
    assert!(windows(&"1".repeat(25)).is_empty());
    assert_eq!(windows(&"1".repeat(24)).len(), 1);
}

#[test]
fn every_group_of_a_long_chain_starts_a_window() {
    for groups in [31, 32, 33, 64, 65, 200] {
        let text = (0..groups)
            .map(|n| format!("{:04}", n))
            .collect::<Vec<_>>()
            .join(" ");
        let seen = windows(&text);
        for n in 0..groups - 2 {
            let wanted = format!("{:04} {:04} {:04}", n, n + 1, n + 2);
            assert!(
                seen.iter().any(|(window, ..)| *window == wanted),
                "{wanted} of {groups}"
            );
        }
    }
}

#[test]
fn octets_are_told_from_other_numbers() {
    let end = |text: &str| octets(text.as_bytes(), 0);
    assert_eq!(end("10.0.200.255 is"), Some(12));
    assert_eq!(end("10.0.200.255."), Some(12));
    for other in [
        "10.0.200",
        "10.0.200.256",
        "10.0.200.2555",
        "10.0.200.25.1",
        "10.0.200.25-1",
        "022.23.45.67",
        "1.2.3.4a",
    ] {
        assert_eq!(end(other), None, "{other}");
    }
    assert_eq!(octets(b"a1.2.3.4", 1), None);
}

#[test]
fn a_part_of_a_time_is_told_by_its_colon() {
    let of_time = |text: &str, at| {
        let digits = single(text.as_bytes(), at).expect("one group");
        super::of_time(text.as_bytes(), &digits)
    };
    assert!(of_time("10:45", 0) && of_time("10:45", 3));
    assert!(!of_time("10: 45", 0) && !of_time("at:45", 3) && !of_time("100:45", 0));
}

#[test]
fn a_date_and_a_decimal_number_are_one_value() {
    let groups = |text: &str| {
        let at = text.find(|c: char| c.is_ascii_digit()).expect("a digit");
        let mut chain = Chain::EMPTY;
        chain.read(text.as_bytes(), at);
        chain.one_value(text.as_bytes())
    };
    assert_eq!(groups("2026-11-05"), Some(3));
    assert_eq!(groups("2026-11-05T10:45"), Some(3));
    assert_eq!(groups("on 2026-11-05 10:45"), Some(3));
    assert_eq!(groups("\"ms\":12.5}"), Some(2));
    for other in [
        "2026-13-05",
        "2026-11-05 10 45",
        "2026-11-05-1234",
        "X-2026-11-05",
        "2026 11 05",
        "1234-56-78",
        "costs 12.5",
        ":12.34.5",
        ":12345.67890",
    ] {
        assert_eq!(groups(other), None, "{other}");
    }
}

#[test]
fn digits_in_a_row_are_counted_by_eight_as_by_one() {
    let others = [b'/', b':', b' ', b'z', 0, 0x80, 0xb5, 0xff];
    let mut dice = Dice::new(51);
    for _ in 0..20_000 {
        let length = dice.below(40);
        let bytes: Vec<u8> = (0..length)
            .map(|_| match dice.below(12) {
                0 => others[dice.below(others.len())],
                n => b"09123456789"[n - 1],
            })
            .collect();
        let at = dice.below(length + 2);
        let most = [1, 4, 25, usize::MAX][dice.below(4)];
        let rest = bytes.get(at..).unwrap_or_default().iter().take(most);
        let slow = rest.take_while(|b| b.is_ascii_digit()).count();
        assert_eq!(digits_at(&bytes, at, most), slow, "{bytes:?} from {at}");
    }
}
