//! The track beside the field.

use super::*;
use crate::documents::Dice;
use crate::recognise::cue::CueWindow;
use crate::recognise::grid::Grid;

#[test]
fn what_a_field_announces_its_track_does() {
    let cues = [
        "aadhaar",
        "account number",
        "a c no",
        "date of birth",
        "card",
        "pan no",
    ];
    let table = CueTable::build(cues.into_iter().enumerate());
    let pieces = [
        "aadhaar",
        "Account",
        "number",
        "No",
        "a",
        "c",
        "/",
        ".",
        "date",
        "of",
        "Birth",
        "card2",
        "cards",
        "42",
        "cardno",
        "accountNumber",
        "PAN",
        "_",
        "x",
        "{",
        "}",
        ":",
        "=",
        "\n",
        "\n  ",
        ",",
        "\"",
        "identification",
    ];
    let mut dice = Dice::new(12);
    let (mut announced, mut beside) = (0, 0);
    for _ in 0..30_000 {
        let mut text = String::new();
        while text.len() < 200 {
            text.push_str(pieces[dice.below(pieces.len())]);
            if dice.below(3) > 0 {
                text.push(' ');
            }
        }
        let at = 100 + dice.below(90);
        // A word that the edge of the field cuts is another.
        let edges = [at.saturating_sub(FIELD), at, at + 5, at + 5 + AHEAD];
        if edges.iter().any(|edge| {
            let inside = |at: usize| {
                text.as_bytes()
                    .get(at)
                    .is_some_and(u8::is_ascii_alphanumeric)
            };
            inside(*edge) && inside(edge - 1)
        }) {
            continue;
        }
        let range = at..(at + 5).min(text.len());
        let mut window = CueWindow::NOWHERE;
        window.read(&table, &mut Grid::default(), &text, &range);
        let mut track = Track::default();
        let mut near = Track::default();
        for rule in (0..cues.len()).map(CueSet::rule) {
            if window.nearest(rule).is_some() {
                announced += 1;
                assert!(
                    track.near(&table, text.as_bytes(), &range).meets(rule),
                    "{text:?} at {at}"
                );
            }
            if window
                .nearest(rule)
                .is_some_and(|distance| usize::from(distance) <= shape::REACH)
            {
                beside += 1;
                assert!(
                    near.beside(&table, text.as_bytes(), &range).meets(rule),
                    "beside {text:?} at {at}"
                );
            }
        }
    }
    assert!(announced > 1_000 && beside > 500, "{announced} {beside}");
}
