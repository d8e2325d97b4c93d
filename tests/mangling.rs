//! What models do to tokens, in numbers: what is undone, what is never restored, and streams cut at random.
//!
//! Each test has a long form that is run by hand, in a release build and on every core; `PARDA_TRIALS` sets how many.

#[path = "support/issued.rs"]
mod issued;
#[path = "support/manglings.rs"]
mod manglings;

use std::collections::HashSet;
use std::sync::Mutex;

use issued::{engine, token};
use manglings::{AROUND, Dice, SAFE, on_every_core};
use parda::{Delivery, MemoryVault, Reason, RestoreStream, Session, Sink};

/// Labels and ids of that many values: `person0@example.com` and so on.
fn people(session: &Session<'_, MemoryVault>, most: usize) -> Vec<(String, String)> {
    (0..most)
        .map(|n| {
            let token = token(session, &format!("person{n}@example.com"));
            let (label, id) = token.split_once('_').expect("a token");
            (label.to_owned(), id.to_owned())
        })
        .collect()
}

/// How many manglings of each mutator were undone, and how many gave another value.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Tally {
    trials: usize,
    undone: Vec<usize>,
    wrong: Vec<usize>,
}

/// Every mutator over that many tokens, in every surrounding.
fn mangled(values: usize) -> Tally {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let reader = Delivery::to(Sink::Reader);
    let mut tally = Tally {
        trials: values * AROUND.len(),
        undone: vec![0; SAFE.len()],
        wrong: vec![0; SAFE.len()],
    };
    for n in 0..values {
        let value = format!("person{n}@example.com");
        let token = token(&session, &value);
        let (label, id) = token.split_once('_').expect("a token");
        for (at, (name, mutate)) in SAFE.iter().enumerate() {
            for (before, after) in AROUND {
                let text = format!("see {before}{}{after} today", mutate(label, id));
                let restored = session.deliver(&text, &reader).expect("delivered");
                if restored.expose() == format!("see {before}{value}{after} today") {
                    tally.undone[at] += 1;
                } else {
                    let other = restored.restored() > 0 && !restored.expose().contains(&value);
                    tally.wrong[at] += usize::from(other);
                    eprintln!("{name}: {text:?}");
                }
            }
        }
    }
    tally
}

/// Each mutator must be undone in 999 of 1,000, and none may give another value.
fn hold_manglings(tally: &Tally) {
    let trials = tally.trials;
    let rows = SAFE.iter().zip(&tally.undone).zip(&tally.wrong);
    for (((name, _), undone), wrong) in rows {
        assert_eq!(*wrong, 0, "{name}");
        assert!(
            undone * 1000 >= trials * 999,
            "{name}: {undone} of {trials}"
        );
    }
}

#[test]
fn safe_manglings_are_undone() {
    let names: HashSet<_> = SAFE.iter().map(|(name, _)| name).collect();
    assert!(names.len() >= 40, "{}", names.len());
    hold_manglings(&mangled(20));
}

#[test]
#[ignore = "ten thousand tokens: cargo test --release --test mangling safe_manglings -- --ignored --nocapture"]
fn safe_manglings_of_ten_thousand_tokens_are_undone() {
    let all: Mutex<Option<Tally>> = Mutex::new(None);
    on_every_core(10_000, |share, _| {
        let more = mangled(share);
        let mut all = all.lock().expect("unharmed");
        let Some(all) = all.as_mut() else {
            *all = Some(more);
            return;
        };
        all.trials += more.trials;
        let undone = all.undone.iter_mut().zip(&more.undone);
        undone.for_each(|(sum, more)| *sum += more);
        let wrong = all.wrong.iter_mut().zip(&more.wrong);
        wrong.for_each(|(sum, more)| *sum += more);
    });
    let tally = all.into_inner().expect("unharmed").expect("a tally");
    let trials = tally.trials;
    println!(
        "{:<34} {:>9} {:>9} {:>8} {:>6}",
        "mutator", "trials", "undone", "%", "wrong"
    );
    for (at, (name, _)) in SAFE.iter().enumerate() {
        let (undone, wrong) = (tally.undone[at], tally.wrong[at]);
        let share = 100.0 * undone as f64 / trials as f64;
        println!("{name:<34} {trials:>9} {undone:>9} {share:>8.3} {wrong:>6}");
    }
    hold_manglings(&tally);
}

/// Wrong ids of every kind: all one-letter edits of live ids, swaps, cuts, ids that were never issued.
fn wrong_ids(id: &str, dice: &mut Dice, each: &mut dyn FnMut(&str)) {
    for at in 0..id.len() {
        for letter in 'a'..='z' {
            let mut other = id.to_owned();
            other.replace_range(at..=at, letter.encode_utf8(&mut [0; 4]));
            if other != id {
                each(&other);
            }
            each(&format!("{}{letter}{}", &id[..at], &id[at..]));
        }
        each(&format!("{}{}", &id[..at], &id[at + 1..]));
        let mut letters = id.as_bytes().to_vec();
        letters.swap(at, dice.roll(id.len()));
        if letters != id.as_bytes() {
            each(&String::from_utf8(letters).expect("letters"));
        }
    }
    for _ in 0..64 {
        let other: String = (0..9)
            .map(|_| char::from(b'a' + dice.roll(26) as u8))
            .collect();
        each(&other);
    }
}

/// Each wrong id in one of the spellings; nothing may be restored. What is another live id by chance is left out.
fn hold_wrong(most: usize, mut dice: Dice) {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let reader = Delivery::to(Sink::Reader);
    let people = people(&session, 1_000);
    let live: HashSet<&str> = people.iter().map(|(_, id)| id.as_str()).collect();
    let mut done = 0;
    for (label, id) in people.iter().cycle() {
        let (name, mutate) = SAFE[dice.roll(SAFE.len())];
        let mut text = String::new();
        let mut ids = Vec::new();
        wrong_ids(id, &mut dice, &mut |other| ids.push(other.to_owned()));
        // The right id with an ending of a plural or a case is no wrong id.
        let ending = |other: &str| {
            let rest = other.strip_prefix(id.as_str());
            rest.is_some_and(|rest| matches!(rest, "s" | "es" | "n" | "en"))
        };
        for other in &ids {
            if live.contains(other.as_str()) || ending(other) {
                continue;
            }
            text.push_str(&mutate(label, other));
            text.push_str(" | ");
            done += 1;
        }
        let restored = session.deliver(&text, &reader).expect("delivered");
        assert_eq!(restored.restored(), 0, "{name}");
        assert_eq!(restored.expose(), text, "{name}");
        if done >= most {
            break;
        }
    }
}

#[test]
fn wrong_ids_are_never_restored() {
    hold_wrong(100_000, Dice(11));
}

#[test]
#[ignore = "a hundred million trials: cargo test --release --test mangling a_hundred -- --ignored --nocapture"]
fn a_hundred_million_wrong_ids_are_never_restored() {
    on_every_core(100_000_000, hold_wrong);
}

/// The tokens of two values after one to three accidents of any kind, safe or not.
fn damaged(one: &(String, String), other: &(String, String), dice: &mut Dice) -> String {
    let (label, mut id) = (one.0.clone(), one.1.clone());
    let cut = dice.roll(id.len());
    match dice.roll(8) {
        0 => id = format!("{}{}", &id[..cut], &other.1[cut..]),
        1 => id = format!("{id}{}", other.1),
        2 => id = format!("{}{}", &id[..cut], other.1),
        3 => id = format!("{id}_{}", &other.1[..2]),
        4 => id = format!("{}{id}", &other.1[..cut]),
        _ => {}
    }
    let (_, mutate) = SAFE[dice.roll(SAFE.len())];
    let mut text: Vec<char> = match dice.roll(6) {
        0 => format!("CARD_{id}"),
        1 => format!("{} {}", mutate(&label, &id), mutate(&other.0, &other.1)),
        2 => format!("{}{}", mutate(&label, &id), mutate(&other.0, &other.1)),
        _ => mutate(&label, &id),
    }
    .chars()
    .collect();
    for _ in 0..dice.roll(4) {
        let at = dice.roll(text.len());
        let letter = char::from(b'a' + dice.roll(26) as u8);
        match dice.roll(9) {
            0 => text[at] = letter,
            1 => text.insert(at, letter),
            2 => {
                text.remove(at);
            }
            3 => {
                let to = dice.roll(text.len());
                text.swap(at, to);
            }
            4 => text.insert(
                at,
                [' ', '\n', '-', '_', '\\', '\u{200b}', '.'][dice.roll(7)],
            ),
            5 => text[at] = text[at].to_ascii_uppercase(),
            6 => text[at] = ['о', 'а', 'е', '0', '1', 'ı', 'ｑ', 'é'][dice.roll(8)],
            7 => text.truncate(at.max(1)),
            _ => {
                let copy = text[at..].to_vec();
                text.extend(copy);
            }
        }
        if text.is_empty() {
            text.push('x');
        }
    }
    text.into_iter().collect()
}

/// The letters of a text without what they are spelled with.
fn letters(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => {
                char::from_u32(u32::from(c) - 0xff01 + 0x21).expect("an ASCII form")
            }
            '\u{1d41a}'..='\u{1d433}' => {
                char::from_u32(u32::from(c) - 0x1d41a + 0x61).expect("a letter")
            }
            c => c,
        })
        .filter(char::is_ascii_alphabetic)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// Whatever happened to a token: a value is restored only where the letters of its own id stand.
fn hold_damaged(most: usize, mut dice: Dice) {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let reader = Delivery::to(Sink::Reader);
    let people = people(&session, 1_000);
    let (mut done, mut restored) = (0, 0);
    while done < most {
        let pieces: Vec<String> = (0..64)
            .map(|_| {
                let one = &people[dice.roll(people.len())];
                damaged(one, &people[dice.roll(people.len())], &mut dice)
            })
            .collect();
        done += pieces.len();
        let text = pieces.join(" | ");
        let delivered = session.deliver(&text, &reader).expect("delivered");
        let after: Vec<&str> = delivered.expose().split(" | ").collect();
        assert_eq!(after.len(), pieces.len());
        for (before, after) in pieces.iter().zip(after) {
            for value in after.split("person").skip(1) {
                let number = value
                    .split('@')
                    .next()
                    .and_then(|n| n.parse::<usize>().ok());
                let (_, id) = &people[number.expect("a value")];
                assert!(
                    letters(before).contains(id.as_str()),
                    "{before:?} gave {after:?}"
                );
                restored += 1;
            }
            assert!(
                before == after || after.contains("person"),
                "{before:?} gave {after:?}"
            );
        }
    }
    assert!(
        restored * 10 > done,
        "{restored} of {done}: some are unharmed"
    );
}

#[test]
fn a_damaged_token_is_its_own_value_or_none() {
    hold_damaged(100_000, Dice(17));
}

#[test]
#[ignore = "ten million trials: cargo test --release --test mangling ten_million -- --ignored --nocapture"]
fn ten_million_damaged_tokens_are_their_own_values_or_none() {
    on_every_core(10_000_000, hold_damaged);
}

#[test]
fn one_letter_changed_is_never_restored() {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let reader = Delivery::to(Sink::Reader);
    for (label, id) in people(&session, 40) {
        let mut text = String::new();
        for at in 0..id.len() {
            for letter in 'a'..='z' {
                let mut other = id.clone();
                other.replace_range(at..=at, &letter.to_string());
                if other != id {
                    text.push_str(&format!("{label}_{other} "));
                }
            }
            text.push_str(&format!("{label}_{}{} ", &id[..at], &id[at + 1..]));
            text.push_str(&format!("{label}_{}x{} ", &id[..at], &id[at..]));
        }
        let restored = session.deliver(&text, &reader).expect("delivered");
        assert_eq!(restored.restored(), 0);
        assert_eq!(restored.expose(), text);
    }
}

fn hold_scopes(pastes: usize) {
    let engine = engine();
    let mine = engine.session("mine").expect("a scope");
    let yours = engine.session("yours").expect("a scope");
    let reader = Delivery::to(Sink::Reader);
    let _ = token(&mine, "asha@example.com");
    let theirs = people(&yours, pastes.min(10_000));
    for n in 0..pastes {
        let (label, id) = &theirs[n % theirs.len()];
        let (_, mutate) = SAFE[n / theirs.len() % SAFE.len()];
        let text = format!("pasted: {}.", mutate(label, id));
        let restored = mine.deliver(&text, &reader).expect("delivered");
        assert_eq!(restored.expose(), text);
        assert_eq!(mine.restore(&text).expect("restored").expose(), text);
    }
    let (label, id) = &theirs[0];
    let restored = format!("{label}_{id}");
    let restored = mine.deliver(&restored, &reader).expect("delivered");
    assert_eq!(restored.unresolved()[0].reason(), Reason::Unknown);
}

#[test]
fn tokens_of_another_scope_are_left_and_reported() {
    hold_scopes(2_000);
}

#[test]
#[ignore = "a million pastes: cargo test --release --test mangling a_million_tokens -- --ignored --nocapture"]
fn a_million_tokens_of_another_scope_are_left() {
    on_every_core(1_000_000, |share, _| hold_scopes(share));
}

/// Random texts of tokens, whole and mangled, in random pieces: what comes out is what comes out of the whole.
fn hold_chunkings(chunkings: usize, mut dice: Dice) {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let people = people(&session, 8);
    let reader = Delivery::to(Sink::Reader);
    let tool = Delivery::to(Sink::Tool("a".into())).grant_tool("a");
    let mut restored = 0;
    for n in 0..chunkings {
        let mut text = String::new();
        for _ in 0..1 + dice.roll(4) {
            if dice.roll(4) == 0 {
                let other = &people[dice.roll(people.len())];
                text.push_str(&damaged(&people[dice.roll(people.len())], other, &mut dice));
            } else {
                let (label, id) = &people[dice.roll(people.len())];
                let (before, after) = AROUND[dice.roll(AROUND.len())];
                let (_, mutate) = SAFE[dice.roll(SAFE.len())];
                text.push_str(before);
                text.push_str(&mutate(label, id));
                text.push_str(after);
            }
            let between = [
                " ",
                "\n",
                "",
                " the connected ",
                "_",
                "[",
                "ईमेल ",
                "](",
                "https://x.example/?q=",
                "\\",
                "%",
                "&",
                "Email ",
            ];
            text.push_str(between[dice.roll(between.len())]);
        }
        let delivery = if n % 4 == 0 { &tool } else { &reader };
        let whole = session.deliver(&text, delivery).expect("delivered");
        restored += whole.restored();
        let mut stream = RestoreStream::new(&session, delivery).expect("a stream");
        let mut out = String::new();
        let (most, mut rest) = ([1, 3, 8, 40][dice.roll(4)], text.as_str());
        while !rest.is_empty() {
            let mut to = (1 + dice.roll(most)).min(rest.len());
            while !rest.is_char_boundary(to) {
                to += 1;
            }
            let (piece, more) = rest.split_at(to);
            stream.push(piece, &mut out).expect("pushed");
            assert!(stream.held() <= 160, "{} held of {text:?}", stream.held());
            rest = more;
        }
        stream.end(&mut out).expect("ended");
        assert_eq!(out, whole.expose(), "{text:?} in pieces of up to {most}");
        assert_eq!(stream.restored(), whole.restored(), "{text:?}");
        assert_eq!(stream.unresolved(), whole.unresolved(), "{text:?}");
    }
    assert!(restored > chunkings, "{restored} in {chunkings}");
}

#[test]
fn a_stream_yields_what_the_whole_yields_in_every_chunking() {
    hold_chunkings(5_000, Dice(23));
}

#[test]
#[ignore = "a million chunkings: cargo test --release --test mangling a_million_chunkings -- --ignored --nocapture"]
fn a_stream_yields_what_the_whole_yields_in_a_million_chunkings() {
    on_every_core(1_000_000, hold_chunkings);
}
