//! Propagation of names: `tests/data/people/conversations.txt`, in every way that a conversation can be redacted.

mod support;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parda::{
    Action, Engine, Entity, IdLength, Input, Key, MemoryVault, Policy, RedactStream, RedactedText,
    Scanner, Session, WordListRecogniser, chat,
};
use serde_json::{Value, json};
use support::documents::Dice;

const DATA: &str = include_str!("data/people/conversations.txt");

/// A conversation: its turns, and what of each is hidden, by the person's number; 0 for nobody's.
struct Conversation {
    title: &'static str,
    names: Vec<&'static str>,
    turns: Vec<String>,
    hidden: Vec<Vec<(usize, usize, u32)>>,
}

fn conversations() -> Vec<Conversation> {
    let mut all: Vec<Conversation> = Vec::new();
    for line in DATA.lines().filter(|line| !line.starts_with('#')) {
        if let Some(title) = line.strip_prefix("== ") {
            all.push(Conversation {
                title,
                names: Vec::new(),
                turns: Vec::new(),
                hidden: Vec::new(),
            });
        } else if let Some(names) = line.strip_prefix("names: ") {
            all.last_mut().expect("a title").names = names.split("; ").collect();
        } else if let Some(turn) = line.strip_prefix("> ") {
            let (mut text, mut hidden) = (String::new(), Vec::new());
            let mut rest = turn;
            while let Some((before, marked)) = rest.split_once('{') {
                text.push_str(before);
                let (mark, after) = marked.split_once('}').expect("a brace");
                let (who, word) = mark.split_once('|').expect("a person");
                let start = text.len();
                text.push_str(word);
                hidden.push((start, text.len(), who.parse().unwrap_or(0)));
                rest = after;
            }
            text.push_str(rest);
            let conversation = all.last_mut().expect("a title");
            conversation.turns.push(text);
            conversation.hidden.push(hidden);
        } else {
            assert!(line.is_empty(), "{line}");
        }
    }
    all
}

fn scanner(names: &[&str]) -> Scanner {
    let names = WordListRecogniser::new(Entity::PERSON, names).expect("a list");
    Scanner::builder()
        .only([])
        .recogniser(names.case_sensitive().expect("a list"))
        .build()
        .expect("a scanner")
}

fn engine(names: &[&str], policy: Policy) -> Engine<MemoryVault> {
    Engine::builder()
        .key(Key::generate().expect("randomness"))
        .vault(MemoryVault::new())
        .scanner(scanner(names))
        .policy(policy)
        .build()
        .expect("an engine")
}

/// Checks what came out of one turn against what should be hidden in it; `letters` are the persons' token letters.
fn check(
    what: &str,
    source: &str,
    hidden: &[(usize, usize, u32)],
    redacted: &RedactedText<'_>,
    letters: &mut BTreeMap<String, u32>,
) {
    let found: Vec<&str> = redacted
        .replacements()
        .iter()
        .map(|r| &source[r.source()])
        .collect();
    let wanted: Vec<&str> = hidden
        .iter()
        .map(|(start, end, _)| &source[*start..*end])
        .collect();
    assert_eq!(
        found,
        wanted,
        "{what}: {source:?} gave {:?}",
        redacted.text()
    );
    for (replacement, (start, end, who)) in redacted.replacements().iter().zip(hidden) {
        assert_eq!(replacement.source(), *start..*end, "{what}: {source:?}");
        assert_eq!(replacement.entity(), Entity::PERSON);
        let id = replacement.id().expect("a token").without_suffix();
        let known = letters.entry(id.to_string()).or_insert(*who);
        let word = &source[*start..*end];
        assert_eq!(
            known, who,
            "{what}: {word:?} in {source:?} has the letters of person {known}"
        );
    }
    // One person has the letters of one token.
    let mut persons: Vec<u32> = letters.values().copied().filter(|who| *who > 0).collect();
    persons.sort_unstable();
    persons
        .windows(2)
        .for_each(|two| assert_ne!(two[0], two[1], "{what}: {source:?}"));
}

fn restores(session: &Session<'_, MemoryVault>, redacted: &str, source: &str) {
    assert_eq!(
        session.restore(redacted).expect("restored").expose(),
        source
    );
}

#[test]
fn a_full_name_makes_its_parts_findings() {
    let all = conversations();
    assert!(all.len() >= 20);
    for conversation in &all {
        let engine = engine(&conversation.names, Policy::new());
        // Turn by turn in one session.
        let session = engine.session("turns").expect("a scope");
        let mut letters = BTreeMap::new();
        let turns = || conversation.turns.iter().zip(&conversation.hidden);
        for (turn, hidden) in turns() {
            let redacted = session.redact(turn).expect("redacted");
            check(conversation.title, turn, hidden, &redacted, &mut letters);
            restores(&session, redacted.text(), turn);
        }
        // All turns in one call.
        let session = engine.session("turns").expect("a scope");
        let together = session.redact_all(conversation.turns.iter().map(String::as_str));
        for ((turn, hidden), redacted) in turns().zip(together.expect("redacted")) {
            check(conversation.title, turn, hidden, &redacted, &mut letters);
            restores(&session, redacted.text(), turn);
        }
        // All turns in one text.
        let (text, mut all, mut at) = (conversation.turns.join("\n\n"), Vec::new(), 0);
        for (turn, hidden) in turns() {
            all.extend(
                hidden
                    .iter()
                    .map(|(start, end, who)| (at + start, at + end, *who)),
            );
            at += turn.len() + 2;
        }
        let session = engine.session("turns").expect("a scope");
        let redacted = session.redact(&text).expect("redacted");
        check(conversation.title, &text, &all, &redacted, &mut letters);
        restores(&session, redacted.text(), &text);
        // The same text as a stream, into a session that knows nobody.
        let session = engine.session("turns").expect("a scope");
        let (mut stream, mut streamed) = (RedactStream::new(&session), String::new());
        for piece in text.split_inclusive(' ') {
            stream.push(piece, &mut streamed).expect("redacted");
        }
        stream.finish(&mut streamed).expect("redacted");
        assert_eq!(streamed, redacted.text(), "{}", conversation.title);
        // The same turns as the messages of a chat.
        let session = engine.session("turns").expect("a scope");
        let messages: Vec<Value> = conversation
            .turns
            .iter()
            .zip(["user", "assistant"].iter().cycle())
            .map(|(turn, role)| json!({"role": role, "content": turn}))
            .collect();
        let body = json!({ "messages": messages }).to_string();
        let request = chat::redact_request(&session, &body).expect("redacted");
        let sent: Value = serde_json::from_str(request.body()).expect("JSON");
        let sent: Vec<&str> = sent["messages"]
            .as_array()
            .expect("messages")
            .iter()
            .map(|message| message["content"].as_str().expect("a text"))
            .collect();
        assert_eq!(sent.join("\n\n"), redacted.text(), "{}", conversation.title);
    }
}

#[test]
fn lines_of_a_batch_have_nothing_to_do_with_each_other() {
    for conversation in conversations() {
        let engine = engine(&conversation.names, Policy::new());
        let session = engine.session("batch").expect("a scope");
        let turns = || conversation.turns.iter().map(String::as_str);
        let apart = session.redact_apart(turns()).expect("redacted");
        for (turn, redacted) in turns().zip(apart) {
            let alone = engine.session("batch").expect("a scope");
            let alone = alone.redact(turn).expect("redacted");
            assert_eq!(redacted.text(), alone.text(), "{}", conversation.title);
        }
    }
}

#[test]
fn a_policy_turns_it_off_and_masks_and_blocks_hold_for_parts() {
    let names = ["Ravi Kumar"];
    let text = "Ravi Kumar came. Then Ravi left.";
    let redacted = |policy: Policy| {
        let engine = engine(&names, policy);
        let session = engine.session("policy").expect("a scope");
        session
            .redact(text)
            .expect("redacted")
            .into_text()
            .into_owned()
    };
    assert!(redacted(Policy::new().link_names(false)).ends_with(" came. Then Ravi left."));
    assert_eq!(
        redacted(Policy::new().on(Entity::PERSON, Action::Mask)),
        "XXXX XXXXX came. Then XXXX left."
    );
    assert_eq!(
        redacted(Policy::new().on(Entity::PERSON, Action::Redact)),
        "[PERSON] came. Then [PERSON] left."
    );
    assert_eq!(
        redacted(Policy::new().on(Entity::PERSON, Action::Allow)),
        text
    );
    assert!(redacted(Policy::new().allow_value("ravi")).ends_with(" came. Then Ravi left."));
}

/// Sentences of people, drawn so that full names come before, behind and between their parts.
fn sentence(dice: &mut Dice) -> String {
    let who = [
        "Ravi Kumar",
        "Ravi Sharma",
        "Asha Rao",
        "Will Carter",
        "Ravi",
        "Kumar",
        "Sharma",
        "Rao",
        "Will",
        "Carter",
        "Asha",
    ];
    let how = [
        "{} called",
        "I met {}",
        "Ask Mr {} about it",
        "then {} and {} left",
        "is it {}'s",
        "nobody came",
        "{}",
    ];
    let mut sentence = String::new();
    for (n, piece) in dice.pick(&how).split("{}").enumerate() {
        if n > 0 {
            sentence.push_str(dice.pick(&who));
        }
        sentence.push_str(piece);
    }
    sentence + dice.pick(&[". ", "? ", ".\n", ".\n\n", "; "])
}

/// What the scan finds of them: the full names, and one first name.
const FOUND: [&str; 5] = [
    "Ravi Kumar",
    "Ravi Sharma",
    "Asha Rao",
    "Will Carter",
    "Asha",
];

#[test]
fn what_came_out_stays_as_it_is_whatever_comes_behind_it() {
    let engine = engine(&FOUND, Policy::new());
    let mut dice = Dice::new(7);
    let mut linked = 0;
    for n in 0..400 {
        let name = format!("scope-{n}");
        let turns: Vec<String> = (0..6)
            .map(|_| {
                (0..1 + dice.below(3))
                    .map(|_| sentence(&mut dice))
                    .collect()
            })
            .collect();
        let (session, texts) = (
            engine.session(&name).expect("a scope"),
            engine.session(&name).expect("a scope"),
        );
        let mut before: Vec<String> = Vec::new();
        let (mut text, mut text_before) = (String::new(), String::new());
        for count in 1..=turns.len() {
            // The conversation sent again with each turn, as one session has it and as a new one has it.
            let turns = turns[..count].iter().map(String::as_str);
            let redacted = session.redact_all(turns.clone()).expect("redacted");
            let redacted: Vec<String> = redacted
                .into_iter()
                .map(|r| r.into_text().into_owned())
                .collect();
            assert_eq!(redacted[..count - 1], before, "{turns:?}");
            let fresh = engine.session(&name).expect("a scope");
            let again = fresh.redact_all(turns.clone()).expect("redacted");
            let again: Vec<String> = again
                .into_iter()
                .map(|r| r.into_text().into_owned())
                .collect();
            assert_eq!(again, redacted, "{turns:?}");
            before = redacted;
            // One text that grows.
            text.extend(turns.skip(count - 1));
            let grown = texts.redact(&text).expect("redacted");
            assert!(
                grown.text().starts_with(&text_before),
                "{text:?}: {:?} does not begin with {text_before:?}",
                grown.text()
            );
            linked += usize::from(grown.replacements().iter().any(|r| r.source().len() < 8));
            restores(&texts, grown.text(), &text);
            text_before = grown.text().to_owned();
        }
    }
    assert!(linked > 1000, "{linked}");
}

#[test]
fn a_text_that_had_people_comes_out_the_same_when_it_comes_again() {
    let engine = engine(&FOUND, Policy::new());
    let mut dice = Dice::new(8);
    for n in 0..100 {
        let session = engine.session(&format!("scope-{n}")).expect("a scope");
        let mut before: Vec<(String, String)> = Vec::new();
        for _ in 0..30 {
            let text = sentence(&mut dice) + &sentence(&mut dice);
            let redacted = session
                .redact(&text)
                .expect("redacted")
                .into_text()
                .into_owned();
            if redacted != text {
                before.push((text, redacted));
            }
            for (text, redacted) in &before {
                assert_eq!(session.redact(text).expect("redacted").text(), redacted);
            }
        }
        // A stream that comes again, too. What came through untouched is looked at anew, so there is no such paragraph.
        let document: String = (0..20)
            .map(|_| format!("Asha said: {}\n\n", sentence(&mut dice)))
            .collect();
        let stream = || {
            let (mut stream, mut out) = (RedactStream::new(&session), String::new());
            stream.push(&document, &mut out).expect("redacted");
            stream.finish(&mut out).expect("redacted");
            out
        };
        assert_eq!(stream(), stream());
    }
}

#[test]
fn everything_comes_back_with_parts_of_names_among_all_else() {
    let engine = engine(
        &["Ravi Kumar", "Mr Rohit Deshmukh", "Zoë D'Souza", "रवि कुमार"],
        Policy::new(),
    );
    let mut dice = Dice::new(9);
    for n in 0..200 {
        let session = engine.session(&format!("scope-{n}")).expect("a scope");
        let mut issued = Vec::new();
        for _ in 0..20 {
            let mut text = support::documents::document(&mut dice, 20, &issued);
            for part in ["Ravi", "Kumar", "Rohit", "D'Souza", "कुमार"] {
                if dice.below(2) == 0 {
                    text.insert_str(0, part);
                    text.insert_str(0, dice.pick(&[" ", "", "-", "\n", "'"]));
                }
            }
            let redacted = session.redact(&text).expect("redacted");
            restores(&session, redacted.text(), &text);
            // What the scope issued stays as it is.
            let history = session
                .redact_all([Input::History(redacted.text())])
                .expect("redacted");
            restores(&session, history[0].text(), &text);
            issued.extend(redacted.tokens().into_iter().take(2));
        }
    }
}

#[test]
fn a_part_without_its_suffix_is_the_same_person() {
    let engine = engine(&["Ravi Kumar"], Policy::new());
    let session = engine.session("suffix").expect("a scope");
    let redacted = session
        .redact("Ravi Kumar came. Ravi left.")
        .expect("redacted");
    let tokens = redacted.tokens();
    let bare = tokens[1].rsplit_once('_').expect("a suffix").0;
    assert_eq!(bare, tokens[0]);
    assert_eq!(
        session.restore(&tokens[1]).expect("restored").expose(),
        "Ravi"
    );
    assert_eq!(
        session.restore(bare).expect("restored").expose(),
        "Ravi Kumar"
    );
}

#[test]
fn what_is_erased_is_forgotten() {
    let own = |session: &Session<'_, MemoryVault>| {
        let redacted = session.redact("Then Ravi left.").expect("redacted");
        redacted.replacements().is_empty()
    };
    let engine = engine(&["Ravi Kumar", "Asha Rao"], Policy::new());
    let session = || engine.session("erased").expect("a scope");
    let teach = |session: &Session<'_, MemoryVault>| {
        let _ = session
            .redact("Ravi Kumar and Asha Rao came.")
            .expect("redacted");
        assert!(!own(session));
    };
    // The values, through the engine.
    let one = session();
    teach(&one);
    let receipt = engine
        .erase(&[(Entity::PERSON, "Ravi Kumar")])
        .expect("erased");
    assert_eq!(receipt.records, 2, "the name and its part");
    assert!(own(&one));
    // The scope, through another session.
    teach(&one);
    session().forget().expect("forgotten");
    assert!(own(&one));
    // The scope, behind the engine's back: the vault knows, and nothing that it had comes into it again.
    teach(&one);
    let mut scopes = parda::Vault::scopes(engine.vault(), None, 9).expect("scopes");
    let (address, _) = scopes.pop().expect("a scope");
    parda::Vault::forget(engine.vault(), &address).expect("forgotten");
    let part = one.redact("Then Ravi left.").expect("redacted");
    let id = part.replacements()[0].id().expect("a token");
    assert!(!id.has_suffix(), "it is nobody's part");
    let name = engine
        .erase(&[(Entity::PERSON, "Ravi Kumar")])
        .expect("erased");
    assert_eq!(name.records, 0, "the name did not come back");
}

#[test]
fn what_has_expired_is_forgotten() {
    let hand = Arc::new(AtomicU64::new(1_000));
    let clock = parda::vault::Clock::of({
        let hand = Arc::clone(&hand);
        move || hand.load(Ordering::Relaxed)
    });
    let advance = |seconds: u64| hand.fetch_add(seconds * 1_000, Ordering::Relaxed);
    let engine = Engine::builder()
        .key(Key::generate().expect("randomness"))
        .vault(MemoryVault::new())
        .scanner(scanner(&["Ravi Kumar"]))
        .ttl(std::time::Duration::from_secs(60))
        .clock(clock)
        .build()
        .expect("an engine");
    let session = engine.session("expired").expect("a scope");
    let _ = session.redact("Ravi Kumar came.").expect("redacted");
    let hidden = |text| {
        !session
            .redact(text)
            .expect("redacted")
            .replacements()
            .is_empty()
    };
    advance(50);
    assert!(hidden("Then Ravi left."), "and that prolongs it");
    advance(50);
    assert!(hidden("Now Ravi left."));
    advance(70);
    assert!(!hidden("Later Ravi left."));
}

#[test]
fn a_session_remembers_a_bounded_number_of_people() {
    let word = |n: usize| -> String {
        [n / 676, n / 26, n]
            .iter()
            .map(|d| char::from(b'a' + (d % 26) as u8))
            .collect()
    };
    let names: Vec<String> = (0..1500)
        .map(|n| format!("Ravi{0} Kumar{0}", word(n)))
        .collect();
    let listed: Vec<&str> = names.iter().map(String::as_str).collect();
    let engine = engine(&listed, Policy::new());
    let session = engine.session("many").expect("a scope");
    for names in names.chunks(50) {
        let _ = session.redact(&names.join(", ")).expect("redacted");
    }
    let hidden = |n: usize| {
        let text = format!("Then Ravi{} left.", word(n));
        !session
            .redact(&text)
            .expect("redacted")
            .replacements()
            .is_empty()
    };
    let remembered = (0..1500).filter(|n| hidden(*n)).count();
    assert_eq!(remembered, 1024);
    assert!(hidden(0) && hidden(1023));
}

#[test]
fn a_session_shows_nobody() {
    let engine = engine(&["Ravi Kumar"], Policy::new());
    let session = engine.session("shown").expect("a scope");
    let redacted = session
        .redact("Ravi Kumar came. Ravi left.")
        .expect("redacted");
    let shown = format!("{session:?} {session:#?} {redacted:?}").to_lowercase();
    assert!(
        !shown.contains("ravi") && !shown.contains("kumar"),
        "{shown}"
    );
}

#[test]
fn names_that_the_default_scanner_finds_are_linked() {
    let engine = Engine::builder()
        .key(Key::generate().expect("randomness"))
        .vault(MemoryVault::new())
        .id_length(IdLength::Nine)
        .build()
        .expect("an engine");
    let session = engine.session("default").expect("a scope");
    let first = session.redact("My name is Ravi Kumar.").expect("redacted");
    let text = "Please tell Mr Kumar that we called, and that Ravi may come.";
    let second = session.redact(text).expect("redacted");
    let letters = |redacted: &RedactedText<'_>| -> Vec<String> {
        let ids = redacted.replacements().iter().filter_map(|r| r.id());
        ids.map(|id| id.without_suffix().to_string()).collect()
    };
    assert_eq!(
        letters(&second),
        [letters(&first), letters(&first)].concat()
    );
    restores(&session, second.text(), text);
}
