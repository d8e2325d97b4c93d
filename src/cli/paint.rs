//! Colour: one per entity, and the text with its findings highlighted.

use std::fmt::Write;

use anstyle::{Ansi256Color, Color, Style};
use parda::{Entity, Finding};

/// Background colours that dark text is readable on.
const PALETTE: [u8; 12] = [114, 117, 180, 183, 216, 150, 223, 152, 181, 187, 147, 209];

/// The style of an entity: the same in every run.
pub(crate) fn style(entity: Entity) -> Style {
    let sum = entity.label().bytes().fold(0_usize, |sum, b| {
        sum.wrapping_mul(31).wrapping_add(usize::from(b))
    });
    Style::new()
        .bg_color(Some(Color::Ansi256(Ansi256Color(
            PALETTE[sum % PALETTE.len()],
        ))))
        .fg_color(Some(Color::Ansi256(Ansi256Color(16))))
}

/// The text with each finding on its entity's colour.
pub(crate) fn highlighted(text: &str, findings: &[Finding<'_>]) -> String {
    let mut shown = String::with_capacity(text.len() + findings.len() * 32);
    let mut at = 0;
    for finding in findings {
        let style = style(finding.entity());
        shown.push_str(&visible(&text[at..finding.range().start]));
        let _ = write!(shown, "{style}{}{style:#}", visible(finding.expose()));
        at = finding.range().end;
    }
    shown.push_str(&visible(&text[at..]));
    shown
}

/// Control characters would drive the reader's terminal: shown as their pictures, but for tabs and line ends.
fn visible(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\t' => c,
            '\u{7f}' => '\u{2421}',
            c if (c as u32) < 0x20 => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
            c if ('\u{80}'..='\u{9f}').contains(&c) => '\u{fffd}',
            c => c,
        })
        .collect()
}
