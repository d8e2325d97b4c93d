//! Turns of a conversation: what one speaker asks for announces what the next one answers.
//!
//! `Agent: may I have your PAN?` and, on the next line, `Customer: sure, ABCPE1234F`; or the same as two messages of a
//! chat in JSON.

use std::ops::Range;

/// How far back the line or message before may begin, in bytes.
const REACH: usize = 224;
/// How far before a value its own line may begin.
const OWN: usize = 64;
/// The longest name of a speaker.
const NAME: usize = 28;

/// Who speaks in the conversations that services keep: the last word of a line's label.
static SPEAKERS: &[&str] = &[
    "agent",
    "customer",
    "user",
    "assistant",
    "bot",
    "caller",
    "client",
    "support",
    "executive",
    "exec",
    "rep",
    "representative",
    "operator",
    "advisor",
    "officer",
    "system",
    "human",
    "ai",
    "patient",
    "doctor",
    "dr",
    "nurse",
    "reception",
    "receptionist",
    "applicant",
    "member",
    "visitor",
    "guest",
    "me",
    "you",
    "q",
    "a",
    "cust",
    "csr",
    "ivr",
    "borrower",
    "employee",
    "hr",
    "teller",
    "chatbot",
    "question",
    "answer",
    "ans",
    "इंसान",
    "ग्राहक",
    "एजेंट",
];

/// The line or message before the one that holds the value at `at`, where that one answers it.
pub(super) fn asked(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let at = at.min(bytes.len());
    let floor = at.saturating_sub(OWN);
    let front = &bytes[floor..at];
    // Most values have neither before them.
    memchr::memrchr2(b'\n', b'{', front)?;
    match memchr::memrchr(b'\n', front) {
        Some(line) => line_before(bytes, floor + line, at),
        None => message_before(bytes, at, floor),
    }
}

/// The line that ends at `end`, a blank one between allowed, where the line up to `at` answers it.
fn line_before(bytes: &[u8], end: usize, at: usize) -> Option<Range<usize>> {
    let floor = end.saturating_sub(REACH);
    let trimmed = bytes[floor..end].trim_ascii_end();
    let blank = bytes[floor + trimmed.len()..end]
        .iter()
        .filter(|b| **b == b'\n')
        .count();
    let last = *trimmed.last()?;
    let answers = last == b'?' || speaker(&bytes[end + 1..at]) && !matches!(last, b':' | b'=');
    if blank > 1 || !answers {
        return None;
    }
    let line = memchr::memrchr(b'\n', trimmed).map_or(floor, |line| floor + line + 1);
    let asked = line..floor + trimmed.len();
    // A line that tells a value of its own asks for none.
    (!holds_number(&bytes[asked.clone()])).then_some(asked)
}

/// The message before, in a list of objects, that ends in a question.
fn message_before(bytes: &[u8], at: usize, floor: usize) -> Option<Range<usize>> {
    let open = floor + memchr::memrchr(b'{', &bytes[floor..at])?;
    let from = open.saturating_sub(REACH);
    let before = bytes[from..open].trim_ascii_end();
    let before = before.strip_suffix(b",")?.trim_ascii_end();
    let before = before.strip_suffix(b"}")?.trim_ascii_end();
    let before = before.strip_suffix(b"\"")?.trim_ascii_end();
    if before.last() != Some(&b'?') {
        return None;
    }
    let start = memchr::memrchr(b'"', before).map_or(from, |quote| from + quote + 1);
    let asked = start..from + before.len();
    (!holds_number(&bytes[asked.clone()])).then_some(asked)
}

/// Whether `line` begins with the label of a speaker: `Customer:`, `[10:31] Agent:`, `**User**:`, or as messengers
/// export it, `12/05/24, 10:31 am - Asha:`.
fn speaker(line: &[u8]) -> bool {
    let near = &line[..line.len().min(OWN)];
    let Some(colon) = memchr::memchr2_iter(b':', b'>', near)
        .find(|n| !line.get(n + 1).is_some_and(u8::is_ascii_digit))
    else {
        return false;
    };
    // A key of an object names no speaker.
    if matches!(line[..colon], [b'{', .., b'"']) {
        return false;
    }
    if stamped(&line[..colon]) {
        return true;
    }
    let label = line[..colon].trim_ascii_end();
    let label = label.strip_suffix(b"**").unwrap_or(label);
    let label = label
        .strip_suffix(b")")
        .and_then(|rest| rest.rsplit(|b| *b == b'(').nth(1))
        .unwrap_or(label)
        .trim_ascii_end();
    let word = label
        .iter()
        .rev()
        .take(NAME)
        .take_while(|b| b.is_ascii_alphabetic() || **b >= 0x80)
        .count();
    let word = &label[label.len() - word..];
    !word.is_empty()
        && SPEAKERS
            .iter()
            .any(|known| word.eq_ignore_ascii_case(known.as_bytes()))
}

/// Whether a label begins with a time of day and goes on with a name: `[10:31] Asha`, `12/05/24, 10:31 am - Asha`.
fn stamped(label: &[u8]) -> bool {
    let digit = |at: usize| label.get(at).is_some_and(u8::is_ascii_digit);
    let time = memchr::memchr_iter(b':', label)
        .find(|&colon| colon > 0 && digit(colon - 1) && digit(colon + 1) && digit(colon + 2))
        .map(|colon| colon - 1);
    time.is_some_and(|at| {
        let front = &label[..at];
        let name = &label[at + 4..];
        front
            .iter()
            .all(|b| b.is_ascii_digit() || b" /-.,[T".contains(b))
            && name
                .iter()
                .filter(|b| b.is_ascii_alphabetic() || **b >= 0x80)
                .count()
                > 1
            && name.len() < NAME
            && !name.contains(&b'=')
    })
}

/// Where what is said begins in a line that begins with a time and a name; 0 in any other.
pub(super) fn said(line: &str) -> usize {
    let bytes = line.as_bytes();
    line.match_indices(": ")
        .map(|(at, _)| at)
        .find(|at| stamped(&bytes[..*at]))
        .map_or(0, |at| at + 2)
}

/// Whether four digits stand in a row, but for the date of a message.
fn holds_number(line: &[u8]) -> bool {
    // Without a branch, so that many bytes are looked at at once.
    if !line.iter().fold(false, |any, b| any | b.is_ascii_digit()) {
        return false;
    }
    let said = line.iter().position(|b| *b == b':').map_or(0, |first| {
        let rest = line[first + 1..].iter().take(OWN).position(|b| *b == b':');
        let label = rest.map_or(first, |second| first + 1 + second);
        if stamped(&line[..label]) { label } else { 0 }
    });
    // Of four in a row, one stands at every fourth place.
    let line = &line[said..];
    let digits = |range: &mut dyn Iterator<Item = &u8>| {
        range.take(4).take_while(|b| b.is_ascii_digit()).count()
    };
    (3..line.len()).step_by(4).any(|at| {
        line[at].is_ascii_digit()
            && digits(&mut line[..at].iter().rev()) + digits(&mut line[at..].iter()) > 3
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(text: &str) -> Option<&str> {
        let at = text.find('@').unwrap_or(text.len());
        asked(text.as_bytes(), at).map(|range| text[range].trim())
    }

    #[test]
    fn an_answer_is_announced_by_its_question() {
        assert_eq!(
            heard("Agent: your PAN?\nCustomer: sure, @"),
            Some("Agent: your PAN?")
        );
        assert_eq!(
            heard("Agent: tell me your PAN\nCustomer: @"),
            Some("Agent: tell me your PAN")
        );
        assert_eq!(
            heard("[10:31] Agent: your PAN\n[10:32] Customer (Asha): @"),
            Some("[10:31] Agent: your PAN")
        );
        assert_eq!(
            heard("What is your PAN?\n\nIt is @"),
            Some("What is your PAN?")
        );
        let export = "12/05/2024, 10:31 am - Ravi: PAN bhejo\n12/05/2024, 10:32 am - Asha: @";
        assert_eq!(
            heard(export),
            Some("12/05/2024, 10:31 am - Ravi: PAN bhejo")
        );
        assert_eq!(
            heard(
                r#"{"role": "assistant", "content": "Your PAN?"}, {"role": "user", "content": "@"#
            ),
            Some("Your PAN?")
        );
    }

    #[test]
    fn a_form_is_no_conversation() {
        assert_eq!(heard("PAN: ABC\nOrder: @"), None);
        assert_eq!(heard("PAN:\nCustomer: @"), None);
        assert_eq!(heard("your PAN 1234?\nCustomer: @"), None);
        assert_eq!(
            heard("10:31:02 INFO pan: x\n10:31:03 WARN order=12 id: @"),
            None
        );
        assert_eq!(heard("your PAN?\n\n\nCustomer: @"), None);
        assert_eq!(heard(r#"{"pan": "x"}, {"order": "@"#), None);
        assert_eq!(heard("@"), None);
    }
}
