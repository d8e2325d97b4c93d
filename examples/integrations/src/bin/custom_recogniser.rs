//! Three recognisers of one's own: a pattern with a check digit, a word list, and any code, which may as well be a
//! model that tags names. All join the built-in ones in one scan and one resolution of overlaps.

use parda::{
    Engine, Entity, Error, Hit, Key, MemoryVault, PatternRecogniser, Recogniser, Scanner, Score,
    Validator, WordListRecogniser,
};

/// What a tagger reports: a model behind it would be asked here, with the whole text.
struct Tagger;

impl Recogniser for Tagger {
    fn entity(&self) -> Entity {
        Entity::PERSON
    }

    fn find(&self, text: &str, found: &mut dyn FnMut(Hit)) {
        // Stands for a call of one's own: two capitalised words behind "our client".
        for (at, cue) in text.match_indices("our client ") {
            let name = &text[at + cue.len()..];
            let words: Vec<&str> = name.split(' ').take(2).collect();
            let end = at + cue.len() + words.join(" ").trim_end_matches(['.', ',']).len();
            found(Hit::new(at + cue.len()..end, Score::LIKELY, "tagger"));
        }
    }
}

fn main() -> Result<(), Error> {
    let policy_number =
        PatternRecogniser::new(Entity::custom("POLICY_NUMBER")?, r"\bLIC-[0-9]{8}\b")?
            .validator(Validator::Luhn)
            .score(Score::STRONG);
    let projects = WordListRecogniser::new(Entity::custom("PROJECT")?, ["Blue Heron", "Kestrel"])?;
    let scanner = Scanner::builder()
        .pattern(policy_number)
        .recogniser(projects)
        .recogniser(Tagger)
        .build()?;

    let text = "Project Blue Heron: our client Zyx Qwerty, policy LIC-12345674 (not LIC-12345678), pays by card.";
    for finding in scanner.scan(text) {
        println!(
            "{:14} {:?} {}",
            finding.entity().label(),
            finding.range(),
            finding.why()
        );
    }

    let key = Key::parse("5f0c2b7e91d34a68b2e7c05d8f13a94670be21cd58f6e3079a4b1d82c6f5e390")?;
    let engine = Engine::builder()
        .scanner(scanner)
        .key(key)
        .vault(MemoryVault::new())
        .build()?;
    let session = engine.session("case-7")?;
    let redacted = session.redact(text)?;
    println!("{}", redacted.text());
    assert_eq!(session.restore(redacted.text())?.expose(), text);
    Ok(())
}
