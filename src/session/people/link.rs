//! Linking: the places of a text, with the parts of names that are known there.

use std::ops::Range;

use super::memory::Kept;
use super::seen::{Counted, Counts};
use super::words::{
    begins, begins_sentence, ends_no_person, is_common, is_honorific, is_letter, is_part, is_title,
    is_upper, stands_alone, word_after, word_before, word_end, words_of,
};
use super::{Lesson, NEVER, Part, People, Person, Seed, Whose};
use crate::entity::Entity;
use crate::error::Error;
use crate::finding::{Finding, Hit, Score};
use crate::policy::Policy;
use crate::session::places::{Place, decided};
use crate::simd::{self, BLOCK, Level};
use crate::vault::ScopeRef;

/// Whose name a place is a part of.
#[derive(Clone)]
pub(in crate::session) struct Owner {
    pub(super) person: Person,
    /// The person's number in the session, where they are known from there and not from this call.
    pub(super) number: Option<u32>,
}

impl Owner {
    pub(in crate::session) fn person(&self) -> &Person {
        &self.person
    }

    /// Whether an earlier call taught who that is.
    pub(in crate::session) fn is_remembered(&self) -> bool {
        self.number.is_some()
    }
}

/// What a call teaches its session.
#[derive(Default)]
pub(in crate::session) struct Lessons {
    pub(super) lessons: Vec<Lesson>,
    /// Whether a person was found.
    pub(super) named: bool,
    /// What counted for each text, where anything was known.
    pub(super) counted: Vec<Counted>,
    pub(super) after: u64,
    /// The scope, generation included, that the session's knowledge is of, and the engine's erasures until then.
    pub(super) known_in: Option<(ScopeRef, u64)>,
    /// Whether anything of it is to be kept.
    pub(super) kept: bool,
}

impl Lessons {
    /// Whether what the session knew is not of that scope as it is now, or something was erased meanwhile.
    pub(in crate::session) fn are_stale(&self, scope: ScopeRef, erasures: u64) -> bool {
        self.known_in
            .is_some_and(|known| known != (scope, erasures))
    }
}

/// Links the texts of one call, in order.
pub(in crate::session) struct Linking<'k> {
    seed: Seed,
    session: Option<&'k Kept>,
    /// What this call has taught so far.
    call: People,
    lessons: Lessons,
    /// Texts that have nothing to do with each other.
    apart: bool,
    on: bool,
    level: Level,
}

impl<'k> Linking<'k> {
    /// With what the session knows. `after` tells texts of a stream apart that are the same.
    pub(super) fn new(seed: Seed, session: Option<&'k Kept>, after: u64) -> Linking<'k> {
        Linking {
            seed,
            session,
            call: People::default(),
            lessons: Lessons {
                after,
                known_in: session.and_then(|kept| Some((kept.scope?, kept.erasures))),
                kept: true,
                ..Lessons::default()
            },
            apart: false,
            on: true,
            level: Level::detect(),
        }
    }

    /// Of texts that have nothing to do with each other, nor with what came before.
    pub(in crate::session) fn apart(mut self) -> Linking<'k> {
        self.apart = true;
        self.lessons.kept = false;
        self
    }

    /// Where policy asks for none, there is none.
    pub(in crate::session) fn under(mut self, policy: &Policy) -> Linking<'k> {
        self.on = policy.links_names();
        self.lessons.kept &= self.on;
        self
    }

    /// What the texts have taught.
    pub(in crate::session) fn lessons(self) -> Lessons {
        self.lessons
    }

    /// Adds to the places of a text the parts of names that are known there.
    pub(in crate::session) fn link(
        &mut self,
        text: &str,
        places: Vec<Place>,
        policy: &Policy,
    ) -> Result<Vec<Place>, Error> {
        if !self.on {
            return Ok(places);
        }
        let counts = self.counts(text);
        if self.lessons.kept && self.session.is_some() {
            self.lessons.counted.push(counts.keep(text.len()));
        }
        let person = |place: &Place| place.entity == Entity::PERSON;
        let named = places.iter().any(person);
        self.lessons.named |= named;
        if self.knows_nobody() && !named {
            return Ok(places);
        }
        let mut look = Look {
            text,
            counts,
            policy,
            found: Vec::with_capacity(places.len()),
        };
        let mut done = 0;
        for mut place in places {
            self.gap(&mut look, done..place.range.start)?;
            if person(&place) {
                self.name(&look, &mut place);
            }
            done = place.range.end;
            look.found.push(place);
        }
        self.gap(&mut look, done..text.len())?;
        if self.apart {
            self.call = People::default();
            self.lessons.lessons.clear();
        }
        Ok(look.found)
    }

    /// Whether a text in which nothing was found holds a part of a known name.
    pub(in crate::session) fn finds(&self, text: &str, policy: &Policy) -> Result<bool, Error> {
        if !self.on || self.knows_nobody() {
            return Ok(false);
        }
        let mut look = Look {
            text,
            counts: self.counts(text),
            policy,
            found: Vec::new(),
        };
        self.gap(&mut look, 0..text.len())?;
        Ok(!look.found.is_empty())
    }

    fn counts(&self, text: &str) -> Counts<'k> {
        self.session.map_or(Counts::all(0), |kept| {
            kept.seen
                .counts(text, self.lessons.after, self.seed, kept.time)
        })
    }

    fn knows_nobody(&self) -> bool {
        self.call.is_empty() && self.session.is_none_or(|kept| kept.people.is_empty())
    }

    /// A name that the scan found: a full one is learned, a part is linked.
    fn name(&mut self, look: &Look<'_>, place: &mut Place) {
        let surface = &look.text[place.range.clone()];
        if let Some(lesson) = Lesson::of(surface, self.seed) {
            self.call.learn(&lesson, self.seed, 0, None);
            self.lessons.lessons.push(lesson);
            return;
        }
        let mut words = words_of(surface).filter(|word| !is_title(word));
        let (Some(word), None) = (words.next(), words.next()) else {
            return;
        };
        if !is_part(word) {
            return;
        }
        if let Some((owner, _)) = self.owner(word, place.range.start, look) {
            place.owner = owner;
            place.watched = place.owner.is_none();
        }
    }

    /// Looks through a stretch of the text that is not replaced.
    fn gap(&self, look: &mut Look<'_>, gap: Range<usize>) -> Result<(), Error> {
        if gap.is_empty() || self.knows_nobody() {
            return Ok(());
        }
        let session = self.session.map(|kept| &kept.people);
        let any = |is: fn(&People) -> bool| is(&self.call) || session.is_some_and(is);
        let wide = if any(|people| people.wide) {
            u64::MAX
        } else {
            0
        };
        let lower = if any(|people| people.lower) {
            u64::MAX
        } else {
            0
        };
        let bytes = &look.text.as_bytes()[gap.clone()];
        let (blocks, tail) = bytes.as_chunks::<BLOCK>();
        let mut last = [0; BLOCK];
        last[..tail.len()].copy_from_slice(tail);
        let (mut done, mut inside_before) = (gap.start, 0);
        for (block, base) in blocks
            .iter()
            .chain([&last])
            .zip((gap.start..).step_by(BLOCK))
        {
            let words = simd::words(self.level, block);
            let inside = words.letter | words.digit;
            let starts = !(inside << 1 | inside_before);
            inside_before = inside >> (BLOCK - 1);
            let mut places = starts & (words.upper | words.letter & lower) | words.high & wide;
            while places != 0 {
                let at = base + places.trailing_zeros() as usize;
                places &= places - 1;
                if at >= done
                    && let Some(end) = self.word(look, at, gap.end)?
                {
                    done = end;
                }
            }
        }
        Ok(())
    }

    /// Looks at the word that may begin at `at`, and says where to go on.
    fn word(&self, look: &mut Look<'_>, at: usize, most: usize) -> Result<Option<usize>, Error> {
        let text = look.text;
        let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) else {
            return Ok(None);
        };
        if !is_letter(first) || text[..at].chars().next_back().is_some_and(is_letter) {
            return Ok(None);
        }
        let Some(mut end) = word_end(text, at).filter(|end| *end <= most) else {
            return Ok(None);
        };
        let word = &text[at..end];
        if !is_part(word) {
            return Ok(Some(end));
        }
        let Some((mut owner, part)) = self.owner(word, at, look) else {
            return Ok(Some(end));
        };
        if !begins(first) && !part.lower {
            return Ok(Some(end));
        }
        // The words of one person that follow each other are one mention.
        let mut single = true;
        while let Some(known) = &owner
            && let Some(next) = word_after(text, end).filter(|next| next.end <= most)
            && text.as_bytes()[end] == b' '
            && is_part(&text[next.clone()])
            && let Some((Some(other), _)) = self.owner(&text[next.clone()], at, look)
            && other.person == known.person
        {
            end = next.end;
            single = false;
        }
        let Some(own) = alone(text, &(at..end), part.common && single) else {
            return Ok(Some(end));
        };
        owner = owner.filter(|_| own);
        let hit = Hit::new(at..end, Score::CERTAIN, "part of a name");
        if let Some(finding) = Finding::new(text, Entity::PERSON, &hit)
            && let Some(action) = decided(&finding, look.policy)?
        {
            look.found.push(Place {
                range: at..end,
                entity: Entity::PERSON,
                action,
                owner,
                // A part says nothing of what stood before it; a whole name is hidden wherever it stands.
                watched: text[at..end].contains(' '),
            });
        }
        Ok(Some(end))
    }

    /// Whether a word is known at `at`, and whose it is where it is one person's.
    fn owner(&self, word: &str, at: usize, look: &Look<'_>) -> Option<(Option<Owner>, Part)> {
        let hash = self.seed.hash(word);
        let of_call = self.call.whose(hash, NEVER);
        let of_session = self.session.and_then(|kept| {
            let (whose, part) = kept.people.whose(hash, look.counts.before(at))?;
            Some((whose, part, &kept.people))
        });
        let (_, part) = of_call.or(of_session.map(|(whose, part, _)| (whose, part)))?;
        let in_call = of_call.map(|(whose, _)| match whose {
            Whose::Of(number) => self.call.person(number),
            Whose::Several => None,
        });
        let in_session = of_session.map(|(whose, _, people)| match whose {
            Whose::Of(number) => people.person(number).map(|person| (person, number)),
            Whose::Several => None,
        });
        let owner = match (in_call, in_session) {
            (Some(Some(person)), None) => Some(Owner {
                person: person.clone(),
                number: None,
            }),
            (None, Some(Some((person, number)))) => Some(Owner {
                person: person.clone(),
                number: Some(number),
            }),
            (Some(Some(person)), Some(Some((same, _)))) if person == same => Some(Owner {
                person: person.clone(),
                number: None,
            }),
            _ => None,
        };
        Some((owner, part))
    }
}

/// One text that is looked through.
struct Look<'t> {
    text: &'t str,
    counts: Counts<'t>,
    policy: &'t Policy,
    found: Vec<Place>,
}

/// Whether the part of a name at `range` is a mention, and whether of that name: `None` where it is none, `false` where
/// a neighbour makes another name of it.
fn alone(text: &str, range: &Range<usize>, common: bool) -> Option<bool> {
    if !stands_alone(text, range) {
        return None;
    }
    let upper = is_upper(&text[range.clone()]);
    let before = word_before(text, range.start);
    let titled = before
        .as_ref()
        .is_some_and(|word| is_title(&text[word.clone()]));
    if common && !titled && (upper || begins_sentence(text, range.start)) {
        return None;
    }
    let mut own = true;
    let capital = |word: &str| word.starts_with(begins) && word.starts_with(char::is_uppercase);
    if let Some(after) = word_after(text, range.end) {
        let after = &text[after];
        if capital(after) && ends_no_person(after) {
            return None;
        }
        own = !capital(after) || is_honorific(after) || upper && is_upper(after);
    }
    if let Some(before) = before.filter(|_| !titled) {
        let word = &text[before.clone()];
        // A dot behind a word ended a sentence, behind a letter it is an initial's.
        let joined = before.end + 1 == range.start || word.chars().nth(1).is_none();
        let shouted = upper && is_upper(word);
        let other = joined && capital(word) && !is_common(word) && !is_honorific(word) && !shouted;
        own &= !other || begins_sentence(text, before.start);
    }
    (own || !common).then_some(own)
}
