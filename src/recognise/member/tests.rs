//! What a member's key announces, beside what its field does.

use super::*;
use crate::documents::Dice;
use crate::recognise::cue::CueWindow;
use crate::recognise::grid::Grid;

#[test]
fn a_key_announces_what_the_field_of_its_value_does() {
    let cues = ["aadhaar", "account number", "card", "ip", "pan no", "otp"];
    let table = CueTable::build(cues.into_iter().enumerate());
    let pieces = [
        "aadhaar",
        "account",
        "Number",
        "card",
        "ip",
        "pan_no",
        "otp",
        "order",
        "x",
        "1",
        "12",
        "\"",
        "\":\"",
        "\": ",
        "\":",
        ",\"",
        "\",\"",
        ", \"",
        "},{\"",
        "{\"",
        "\n{\"",
        "\n  \"",
        "\n",
        "[",
        "(",
        "u-",
        "/v1/",
        "T10:11",
        ".",
        "-",
        " ",
        "},\"",
        "\"}\n",
        "What is your otp?\"},{\"",
    ];
    let mut dice = Dice::new(31);
    let (mut members, mut sure) = (0, [0; 2]);
    for _ in 0..60_000 {
        let mut text = String::new();
        let mut known = Members::default();
        let mut window = CueWindow::NOWHERE;
        let mut places = Vec::new();
        while text.len() < 400 {
            match dice.below(6) {
                0 | 1 => {
                    text.push_str(["\"", ",\"", ", \"", "\n{\"", "},{\""][dice.below(5)]);
                    text.push_str(pieces[dice.below(9)]);
                    text.push_str(["\":\"", "\":", "\": ", "\": \"", "_no\":"][dice.below(5)]);
                    text.push_str(["", "", "u-", "/v1/"][dice.below(4)]);
                    places.push(text.len()..text.len() + 4);
                    text.push_str("4111");
                    text.push_str(["", "", "", "T10:11", " card", "/ip"][dice.below(6)]);
                    text.push_str(["\"", "", "\",\"", ", \"", "}\n", ",\"", ", "][dice.below(7)]);
                }
                _ => text.push_str(pieces[dice.below(pieces.len())]),
            }
        }
        for range in places {
            let Some(set) = known.announced(&table, text.as_bytes(), &range) else {
                continue;
            };
            members += 1;
            window.read(&table, &mut Grid::default(), &text, &range);
            for rule in (0..cues.len()).map(CueSet::rule).chain([CueSet::REFUTES]) {
                let told = window.nearest(rule).is_none() || set.meets(rule);
                assert!(told, "{text:?} at {range:?}");
                if rule == CueSet::REFUTES {
                    continue;
                }
                if let Some(context) = known.surely(&range, rule) {
                    sure[0] += usize::from(context != Context::Silent);
                    assert_eq!(window.verdict(rule), context, "{text:?} at {range:?}");
                } else if window.nearest(rule).is_some() {
                    sure[1] += 1;
                }
            }
        }
    }
    assert!(
        members > 10_000 && sure.iter().all(|some| *some > 1_000),
        "{members} {sure:?}"
    );
}

#[test]
fn no_cue_is_made_of_the_letters_of_a_time_of_day() {
    let cues = crate::recognise::CATALOGUE
        .iter()
        .flat_map(|rule| rule.cues);
    for word in cues.flat_map(|cue| cue.split(' ')) {
        let of_time = |c: char| c.is_ascii_digit() || "tz".contains(c);
        assert!(!word.chars().all(of_time), "{word}");
    }
}
