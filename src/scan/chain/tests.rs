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
fn octets_are_what_four_parts_say() {
    let mut dice = Dice::new(71);
    let numbers = ["0", "1", "10", "255", "7", "256", "007", "1234"];
    let marks = [".", ".", ".", ".", ".", ".", "..", "a", " ", "-", "\n"];
    let mut found = 0;
    for _ in 0..20_000 {
        let mut text = String::new();
        for _ in 0..4 + dice.below(3) {
            text.push_str(numbers[dice.below(numbers.len())]);
            text.push_str(marks[dice.below(marks.len())]);
        }
        let bytes = text.as_bytes();
        for at in (0..bytes.len()).filter(|at| bytes[*at].is_ascii_digit()) {
            let row = text[at..].split(|c: char| !c.is_ascii_digit() && c != '.');
            let parts: Vec<_> = row.into_iter().next().unwrap_or("").split('.').collect();
            let fits = |part: &&str| {
                part.parse::<u8>()
                    .is_ok_and(|octet| octet.to_string() == **part)
            };
            let four = parts.iter().take(4).filter(|part| fits(part)).count() == 4;
            let length: usize = parts.iter().take(4).map(|part| part.len() + 1).sum();
            let end = at + length - 1;
            let alone = at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
            let goes_on = separator(bytes, end).is_some()
                || bytes.get(end).is_some_and(u8::is_ascii_alphanumeric);
            let slow = (four && alone && !goes_on).then_some(end);
            found += usize::from(slow.is_some());
            assert_eq!(octets(bytes, at), slow, "{text:?} at {at}");
        }
    }
    assert!(found > 300, "{found}");
}
