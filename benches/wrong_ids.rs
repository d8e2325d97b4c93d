//! Wrong restores, counted: `cargo bench --bench wrong_ids`, a hundred million trials on every core; `-- N` does N.
//!
//! Ids that were not issued, in every spelling that restore undoes, go through `Session::deliver` beside 1,000 live ones.
//! Each kind has a row: how many were tried, how many of them have a right check letter and so are looked up in the
//! vault, and how many were restored. One that is restored is a bug: exit code 1.

#![allow(missing_docs)]

#[path = "../tests/support/manglings.rs"]
mod manglings;

use std::collections::HashSet;
use std::fmt::Write;
use std::process::ExitCode;
use std::time::Instant;

use manglings::{Dice, SAFE};
use parda::{Delivery, Engine, Key, MemoryVault, Session, Sink};

/// Live ids; trials of a text.
const LIVE: usize = 1_000;
const TEXT: usize = 512;
const LETTERS: usize = 9;

/// An id in letters.
type Id = [u8; LETTERS];

/// The kinds of wrong ids, with their share of the trials in hundredths; the first is every one-letter edit there is.
const KINDS: [(&str, usize); 9] = [
    ("one letter other, more or less: all", 30),
    ("two letters other, check letter right", 20),
    ("two letters other", 5),
    ("two letters swapped", 5),
    ("begins as one, ends as another", 10),
    ("two run together", 5),
    ("cut short", 5),
    ("random, check letter right", 15),
    ("random", 5),
];

#[derive(Clone, Copy, Default)]
struct Row {
    trials: usize,
    checked: usize,
    wrong: usize,
}

fn main() -> ExitCode {
    let set = std::env::args().skip(1).find_map(|arg| arg.parse().ok());
    let trials: usize = set.unwrap_or(100_000_000);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let began = Instant::now();
    let rows = std::thread::scope(|scope| {
        let each: Vec<_> = (0..cores)
            .map(|core| {
                let dice = Dice(core as u64 * 7_919 + 3);
                scope.spawn(move || tried(trials.div_ceil(cores), dice))
            })
            .collect();
        let mut rows = [Row::default(); KINDS.len()];
        for one in each {
            for (row, more) in rows.iter_mut().zip(one.join().expect("a thread")) {
                row.trials += more.trials;
                row.checked += more.checked;
                row.wrong += more.wrong;
            }
        }
        rows
    });
    println!(
        "{:<40} {:>12} {:>14} {:>6}",
        "wrong ids", "trials", "check holds", "wrong"
    );
    let mut all = Row::default();
    for ((name, _), row) in KINDS.iter().zip(rows) {
        println!(
            "{name:<40} {:>12} {:>14} {:>6}",
            row.trials, row.checked, row.wrong
        );
        all.trials += row.trials;
        all.checked += row.checked;
        all.wrong += row.wrong;
    }
    println!(
        "{:<40} {:>12} {:>14} {:>6}",
        "all", all.trials, all.checked, all.wrong
    );
    println!(
        "{} spellings, {cores} cores, {:.0?}",
        SAFE.len(),
        began.elapsed()
    );
    if all.wrong > 0 || all.trials < trials {
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// The check letter of an id, by what the documentation says of it: a weighted sum.
fn check(id: &[u8]) -> u8 {
    const WEIGHTS: [usize; 8] = [1, 3, 7, 11, 17, 5, 23, 9];
    let parts = id.iter().zip(WEIGHTS);
    let sum: usize = parts
        .map(|(letter, weight)| usize::from(letter - b'a') * weight)
        .sum();
    b'a' + (sum % 26) as u8
}

fn letter(dice: &mut Dice) -> u8 {
    b'a' + dice.roll(26) as u8
}

/// The ids of that many values, and the label.
fn people(session: &Session<'_, MemoryVault>) -> (String, Vec<Id>) {
    let mut label = String::new();
    let ids = (0..LIVE)
        .map(|n| {
            let value = format!("person{n}@example.com");
            let redacted = session.redact(&value).expect("redacted");
            let (name, id) = redacted.text().split_once('_').expect("a token");
            name.clone_into(&mut label);
            let id: Id = id.as_bytes().try_into().expect("nine letters");
            assert_eq!(check(&id[..LETTERS - 1]), id[LETTERS - 1]);
            id
        })
        .collect();
    (label, ids)
}

/// A text of trials, and what is counted.
struct Trials<'s> {
    session: &'s Session<'s, MemoryVault>,
    reader: Delivery,
    label: String,
    live: HashSet<Id>,
    text: String,
    waiting: usize,
    row: Row,
    dice: Dice,
}

impl Trials<'_> {
    /// Tries an id, unless it is a live one, which by chance it may be, or one with the ending of a plural or a case.
    fn each(&mut self, id: &[u8]) {
        let nine = id.first_chunk::<LETTERS>();
        if nine.is_some_and(|id| self.live.contains(id))
            && matches!(&id[LETTERS..], b"" | b"s" | b"es" | b"n" | b"en")
        {
            return;
        }
        let id = std::str::from_utf8(id).expect("letters");
        let (_, mutate) = SAFE[self.dice.roll(SAFE.len())];
        // Spellings cut an id in its first letters.
        let id = if id.len() < 5 { "abcde" } else { id };
        let _ = write!(self.text, "{} | ", mutate(&self.label, id));
        self.row.trials += 1;
        let right = id.len() == LETTERS
            && check(&id.as_bytes()[..LETTERS - 1]) == id.as_bytes()[LETTERS - 1];
        self.row.checked += usize::from(right);
        self.waiting += 1;
        if self.waiting == TEXT {
            self.hold();
        }
    }

    /// Has the text restored: nothing may be, and no byte of it other.
    fn hold(&mut self) {
        let restored = self
            .session
            .deliver(&self.text, &self.reader)
            .expect("delivered");
        let wrong = restored.restored();
        if wrong > 0 || restored.expose() != self.text {
            self.row.wrong += wrong.max(1);
            for (before, after) in self.text.split(" | ").zip(restored.expose().split(" | ")) {
                if before != after {
                    eprintln!("{before:?} gave {after:?}");
                }
            }
        }
        drop(restored);
        self.text.clear();
        self.waiting = 0;
    }
}

fn tried(trials: usize, dice: Dice) -> [Row; KINDS.len()] {
    let engine = Engine::builder()
        .key(Key::generate().expect("randomness"))
        .vault(MemoryVault::new())
        .build()
        .expect("an engine");
    let session = engine.session("conversation").expect("a scope");
    let (label, people) = people(&session);
    let mut trials_of = Trials {
        session: &session,
        reader: Delivery::to(Sink::Reader),
        label,
        live: people.iter().copied().collect(),
        text: String::new(),
        waiting: 0,
        row: Row::default(),
        dice,
    };
    let mut rows = [Row::default(); KINDS.len()];
    for (kind, (row, (_, share))) in rows.iter_mut().zip(KINDS).enumerate() {
        let wanted = (trials * share).div_ceil(100);
        // The edits go round all live ids, each time in other spellings.
        let mut next = 0;
        while trials_of.row.trials < wanted {
            try_one(&mut trials_of, kind, &people, next);
            next += 1;
        }
        trials_of.hold();
        *row = std::mem::take(&mut trials_of.row);
    }
    rows
}

fn try_one(trials: &mut Trials<'_>, kind: usize, people: &[Id], number: usize) {
    let id = people[number % people.len()];
    let other = people[trials.dice.roll(people.len())];
    let mut new = id;
    match kind {
        0 => edits(trials, &id),
        1 => {
            // Two of the first eight, and the check letter that goes with them.
            let (one, two) = two_places(&mut trials.dice, LETTERS - 1);
            (new[one], new[two]) = (letter(&mut trials.dice), letter(&mut trials.dice));
            new[LETTERS - 1] = check(&new[..LETTERS - 1]);
            trials.each(&new);
        }
        2 => {
            let (one, two) = two_places(&mut trials.dice, LETTERS);
            (new[one], new[two]) = (letter(&mut trials.dice), letter(&mut trials.dice));
            trials.each(&new);
        }
        3 => {
            let (one, two) = two_places(&mut trials.dice, LETTERS);
            new.swap(one, two);
            trials.each(&new);
        }
        4 => {
            let cut = 1 + trials.dice.roll(LETTERS - 1);
            new[cut..].copy_from_slice(&other[cut..]);
            trials.each(&new);
        }
        5 => trials.each(&[id, other].concat()),
        6 => {
            let cut = 5 + trials.dice.roll(LETTERS - 5);
            trials.each(&id[..cut]);
        }
        _ => {
            new = std::array::from_fn(|_| letter(&mut trials.dice));
            if kind == 7 {
                new[LETTERS - 1] = check(&new[..LETTERS - 1]);
            }
            trials.each(&new);
        }
    }
}

fn two_places(dice: &mut Dice, below: usize) -> (usize, usize) {
    let one = dice.roll(below);
    (one, (one + 1 + dice.roll(below - 1)) % below)
}

/// Every letter replaced by each other, each letter put in at each place, each letter left out.
fn edits(trials: &mut Trials<'_>, id: &Id) {
    for at in 0..=LETTERS {
        for other in b'a'..=b'z' {
            let mut more = id.to_vec();
            more.insert(at, other);
            trials.each(&more);
            if at < LETTERS && id[at] != other {
                let mut changed = *id;
                changed[at] = other;
                trials.each(&changed);
            }
        }
        if at < LETTERS {
            let mut less = id.to_vec();
            less.remove(at);
            trials.each(&less);
        }
    }
}
