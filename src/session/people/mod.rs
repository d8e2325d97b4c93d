//! People: a full name that was found makes its parts findings behind it, in the text, in the call and in the session.
//!
//! A part takes the token of the person with the suffix of a spelling (`NAME_qkzwmrtpx` is `Ravi Kumar`, and
//! `NAME_qkzwmrtpx_bn` is `Ravi`), so that tokens with the same letters are one person, and restore gives back what
//! stood there. A part that two people have is hidden by a token of its own, which is nobody's. Nothing that came out
//! before the full name was known changes: see [`seen`].
//!
//! Names are kept as canonical forms, wiped when they go; their parts as keyed hashes only. Of text, the words that
//! begin with a capital are looked at, and only where a name is known.

mod common_words_table;
mod link;
mod memory;
mod seen;
mod words;

pub(super) use link::{Lessons, Linking, Owner};
pub(super) use memory::{Kept, Memory};

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher, RandomState};
use std::sync::Arc;

use super::places::Canonical;

/// People that are known at once. Of more, only that they share a part with one of these.
const MOST_PEOPLE: usize = 1024;
/// Parts of one name.
const MOST_PARTS: usize = 8;

/// A person: the canonical form of the full name.
pub(super) type Person = Arc<Canonical>;

/// The hash of a word in lower case.
type WordHash = u64;

/// What keys the hashes of words and texts.
#[derive(Clone, Copy)]
struct Seed(u64);

impl Seed {
    fn random() -> Seed {
        Seed(RandomState::new().hash_one(0_u8))
    }

    /// The hash of a word in lower case, eight bytes at a time.
    fn hash(self, word: &str) -> WordHash {
        let mut hash = self.0;
        if word.is_ascii() {
            let (eights, rest) = word.as_bytes().as_chunks::<8>();
            let mut last = [0; 8];
            last[..rest.len()].copy_from_slice(rest);
            for eight in eights.iter().chain([&last]) {
                hash = mix(hash ^ lower_case(u64::from_le_bytes(*eight)));
            }
        } else {
            let (mut eight, mut length) = ([0; 8], 0);
            for c in word.chars().flat_map(char::to_lowercase) {
                for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                    eight[length % 8] = byte;
                    length += 1;
                    if length % 8 == 0 {
                        hash = mix(hash ^ u64::from_le_bytes(eight));
                        eight = [0; 8];
                    }
                }
            }
            hash = mix(hash ^ u64::from_le_bytes(eight));
        }
        mix(hash ^ 0xff << 32)
    }
}

/// Eight bytes of ASCII in lower case.
fn lower_case(eight: u64) -> u64 {
    const EACH: u64 = u64::from_le_bytes([1; 8]);
    let from_a = eight.wrapping_add(EACH * (0x80 - b'A' as u64));
    let behind_z = eight.wrapping_add(EACH * (0x7f - b'Z' as u64));
    eight | (from_a & !behind_z & EACH << 7) >> 2
}

/// One round: the product of the halves of a wide multiplication.
#[inline]
fn mix(hash: u64) -> u64 {
    let wide = u128::from(hash ^ 0x9e37_79b9_7f4a_7c15) * 0xa076_1d64_78bd_642f;
    (wide as u64) ^ (wide >> 64) as u64
}

/// Hashes that are keyed hashes already.
#[derive(Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn write(&mut self, _bytes: &[u8]) {}

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

type ByHash<T> = HashMap<u64, T, BuildHasherDefault<Hashed>>;

/// A part of a name.
#[derive(Clone, Copy)]
struct Part {
    hash: WordHash,
    /// Ordinary text writes the word too.
    common: bool,
    /// It stood in lower case, so it is looked for in lower case.
    lower: bool,
    /// Its first letter is not ASCII.
    wide: bool,
}

/// What a full name teaches.
struct Lesson {
    person: Person,
    parts: Vec<Part>,
}

impl Lesson {
    /// Of a full name: of two words or more, with one at least that can be looked for by itself.
    fn of(surface: &str, seed: Seed) -> Option<Lesson> {
        let mut parts = Vec::new();
        let mut count = 0;
        let capitals = surface.chars().any(words::begins);
        for word in words::words_of(surface).filter(|word| !words::is_title(word)) {
            count += 1;
            let first = word.chars().next().unwrap_or(' ');
            let lower = !words::begins(first);
            let common = words::is_common(word);
            // In a name with capitals a word without one is a particle; in one without, a common word is only that.
            let wanted = words::is_part(word)
                && !(lower && (capitals || common || words::is_particle(word)));
            if wanted && parts.len() < MOST_PARTS {
                parts.push(Part {
                    hash: seed.hash(word),
                    common,
                    lower,
                    wide: !first.is_ascii(),
                });
            }
        }
        (count > 1 && !parts.is_empty()).then(|| Lesson {
            person: Arc::new(Canonical::of(crate::entity::Entity::PERSON, surface)),
            parts,
        })
    }
}

/// What is known of a word: whose it is, and since which lesson.
#[derive(Clone, Copy)]
struct Known {
    person: u32,
    since: u32,
    /// Since when another person has it too.
    shared: u32,
    part: Part,
}

/// Never, as a time.
const NEVER: u32 = u32::MAX;

/// Whose a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    /// This person's, by their number.
    Of(u32),
    /// Several people's.
    Several,
}

/// The people that are known, by the parts of their names.
#[derive(Default)]
struct People {
    persons: Vec<(Person, Option<u64>)>,
    names: ByHash<u32>,
    words: ByHash<Known>,
    /// Some part begins with a letter that is not ASCII.
    wide: bool,
    /// Some part is looked for in lower case too.
    lower: bool,
    /// Nobody's time comes before.
    expires: Option<u64>,
}

impl People {
    fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Takes in a lesson at the time `now`; what is learned is kept `until`, in milliseconds since 1970-01-01 UTC. False
    /// where it teaches nothing.
    fn learn(&mut self, lesson: &Lesson, seed: Seed, now: u32, until: Option<u64>) -> bool {
        let name = seed.hash(lesson.person.as_str());
        let number = self.names.get(&name).copied().unwrap_or(NEVER);
        if let Some((person, kept)) = self.persons.get_mut(number as usize)
            && *person == lesson.person
        {
            *kept = later(*kept, until);
            return false;
        }
        if self.is_abbreviated(lesson) {
            return false;
        }
        let number = self.persons.len() as u32;
        let room = self.persons.len() < MOST_PEOPLE;
        let mut learned = false;
        for part in &lesson.parts {
            match self.words.entry(part.hash) {
                Entry::Occupied(mut known) => {
                    let known = known.get_mut();
                    known.part.lower |= part.lower;
                    if known.person != number && known.shared == NEVER {
                        known.shared = now;
                        learned = true;
                    }
                }
                Entry::Vacant(free) if room => {
                    free.insert(Known {
                        person: number,
                        since: now,
                        shared: NEVER,
                        part: *part,
                    });
                    learned = true;
                }
                Entry::Vacant(_) => {}
            }
            self.wide |= part.wide;
            self.lower |= part.lower;
        }
        if room {
            self.names.insert(name, number);
            self.persons.push((Arc::clone(&lesson.person), until));
            self.expires = sooner(self.expires, until);
        }
        learned
    }

    /// Whether the name may be a known one with words cut to their initials: `R. Kumar` where `Ravi Kumar` is known. It
    /// says nothing of a second person then.
    fn is_abbreviated(&self, lesson: &Lesson) -> bool {
        let [part] = lesson.parts.as_slice() else {
            return false;
        };
        let Some(known) = self.words.get(&part.hash) else {
            return false;
        };
        let Some((person, _)) = self.persons.get(known.person as usize) else {
            return false;
        };
        let mut initials =
            words::words_of(lesson.person.as_str()).filter(|word| !words::is_part(word));
        initials
            .all(|initial| words::words_of(person.as_str()).any(|word| word.starts_with(initial)))
    }

    /// Whose the word is, by what was learned before the time `before`.
    fn whose(&self, hash: WordHash, before: u32) -> Option<(Whose, Part)> {
        let known = self.words.get(&hash)?;
        if known.since >= before {
            return None;
        }
        let whose = if known.shared < before {
            Whose::Several
        } else {
            Whose::Of(known.person)
        };
        Some((whose, known.part))
    }

    fn person(&self, number: u32) -> Option<&Person> {
        self.persons.get(number as usize).map(|(person, _)| person)
    }

    /// Keeps a person who was mentioned by a part as long as one who was named.
    fn prolong(&mut self, owner: &Owner, until: Option<u64>) {
        let number = owner
            .number
            .and_then(|number| self.persons.get_mut(number as usize));
        if let Some((person, kept)) = number
            && *person == owner.person
        {
            *kept = later(*kept, until);
        }
    }

    /// Forgets the people whose time has come. A word that others have too stays, and is nobody's.
    fn drop_expired(&mut self, now: u64) {
        if self.expires.is_none_or(|expires| now < expires) {
            return;
        }
        let over = |until: &Option<u64>| until.is_some_and(|until| until <= now);
        let persons = &self.persons;
        let gone = |number: u32| {
            persons
                .get(number as usize)
                .is_none_or(|(_, until)| over(until))
        };
        self.words
            .retain(|_, known| known.shared != NEVER || !gone(known.person));
        self.names.retain(|_, number| !gone(*number));
        for (person, until) in &mut self.persons {
            if over(until) {
                // The number stays taken: others are known by theirs.
                *person = Person::default();
                *until = None;
            }
        }
        let ends = self.persons.iter().map(|(_, until)| *until);
        self.expires = ends.fold(None, sooner);
    }
}

/// The sooner of two ends; `None` is no end.
fn sooner(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    one.into_iter().chain(other).min()
}

/// The later of two ends; `None` is no end.
fn later(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    Some(one?.max(other?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(names: &[&str]) -> (People, Seed) {
        let seed = Seed::random();
        let mut people = People::default();
        for (now, name) in (0..).zip(names) {
            if let Some(lesson) = Lesson::of(name, seed) {
                people.learn(&lesson, seed, now, None);
            }
        }
        (people, seed)
    }

    fn whose(people: &People, seed: Seed, word: &str, before: u32) -> Option<String> {
        Some(match people.whose(seed.hash(word), before)?.0 {
            Whose::Of(number) => people.person(number).unwrap().as_str().to_owned(),
            Whose::Several => "several".to_owned(),
        })
    }

    #[test]
    fn a_word_has_the_hash_of_its_lower_case() {
        let seed = Seed::random();
        for word in [
            "RAVI",
            "Ravi",
            "Ramakrishnan",
            "abcdefgh",
            "ABCDEFGHI",
            "O'Brien-X",
            "@[`{",
            "AZaz",
            "ÉMILE",
            "Kumar\u{212a}",
            "Ravié7",
            "Ravié78",
        ] {
            let lower: String = word.chars().flat_map(char::to_lowercase).collect();
            assert_eq!(seed.hash(word), seed.hash(&lower), "{word}");
        }
        // The sign of the kelvin is a K, in ASCII once it is small.
        assert_eq!(seed.hash("\u{212a}umar"), seed.hash("Kumar"));
        assert_eq!(seed.hash("abcdefg\u{212a}"), seed.hash("ABCDEFGK"));
        for (one, other) in [
            ("abcdefg", "abcdefgh"),
            ("abcdefgh", "abcdefghi"),
            ("a@", "a`"),
            ("a[", "a{"),
            ("", "a"),
        ] {
            assert_ne!(seed.hash(one), seed.hash(other), "{one} {other}");
        }
    }

    #[test]
    fn a_part_is_its_persons_until_another_has_it() {
        let (people, seed) = known(&["Ravi Kumar", "Asha Rao", "Ravi Sharma"]);
        let whose = |word, before| whose(&people, seed, word, before);
        assert_eq!(whose("RAVI", 0), None);
        assert_eq!(whose("RAVI", 1).as_deref(), Some("ravi kumar"));
        assert_eq!(whose("Ravi", 2).as_deref(), Some("ravi kumar"));
        assert_eq!(whose("Ravi", 3).as_deref(), Some("several"));
        assert_eq!(whose("Sharma", 3).as_deref(), Some("ravi sharma"));
        assert_eq!(whose("Rohit", 3), None);
    }

    #[test]
    fn single_words_initials_and_particles_teach_nothing() {
        let (people, seed) = known(&["Ravi", "Dr Ravi", "Li Na", "Vincent van Gogh", "A. K."]);
        for word in ["Ravi", "Li", "Na", "van", "A", "Dr"] {
            assert_eq!(whose(&people, seed, word, 9), None, "{word}");
        }
        assert!(whose(&people, seed, "Gogh", 9).is_some());
    }

    #[test]
    fn an_abbreviated_name_is_no_second_person_and_another_is() {
        let (people, seed) = known(&["Ravi Kumar", "R. Kumar"]);
        assert_eq!(
            whose(&people, seed, "Kumar", 9).as_deref(),
            Some("ravi kumar")
        );
        let (people, seed) = known(&["Ravi Kumar", "S. Kumar"]);
        assert_eq!(whose(&people, seed, "Kumar", 9).as_deref(), Some("several"));
    }

    #[test]
    fn people_are_bounded_and_those_without_room_still_count_as_others() {
        let letters = |n: usize| -> String {
            [n / 676, n / 26, n]
                .iter()
                .map(|d| char::from(b'a' + (d % 26) as u8))
                .collect()
        };
        let names: Vec<String> = (0..3 * MOST_PEOPLE)
            .map(|n| format!("Ravi{0} Kumar{0}", letters(n)))
            .collect();
        let mut all: Vec<&str> = names.iter().map(String::as_str).collect();
        all.push("Raviaaa Sharma");
        let (people, seed) = known(&all);
        assert_eq!(people.persons.len(), MOST_PEOPLE);
        assert!(people.words.len() <= MOST_PEOPLE * MOST_PARTS);
        assert_eq!(
            whose(&people, seed, "Raviaaa", NEVER).as_deref(),
            Some("several")
        );
        assert_eq!(whose(&people, seed, "Sharma", NEVER), None);
    }

    #[test]
    fn what_has_expired_is_forgotten() {
        let seed = Seed::random();
        let mut people = People::default();
        for (name, until) in [
            ("Ravi Kumar", Some(10)),
            ("Ravi Sharma", Some(30)),
            ("Asha Rao", None),
        ] {
            people.learn(&Lesson::of(name, seed).unwrap(), seed, 0, until);
        }
        people.drop_expired(20);
        let whose = |word| whose(&people, seed, word, 1);
        assert_eq!(whose("Kumar"), None);
        assert_eq!(whose("Ravi").as_deref(), Some("several"));
        assert_eq!(whose("Sharma").as_deref(), Some("ravi sharma"));
        assert_eq!(whose("Asha").as_deref(), Some("asha rao"));
        assert_eq!(people.expires, Some(30));
        assert!(
            people
                .persons
                .iter()
                .all(|(person, _)| person.as_str() != "ravi kumar")
        );
    }
}
