//! Writes synthetic text: templates whose slots are filled with names of people, and of what is no person.

use crate::corpus::{Corpus, Record};
use crate::random::Random;
use std::fs;
use std::path::Path;

/// Words to fill slots with.
pub struct Lists {
    given_in: Vec<String>,
    family_in: Vec<String>,
    given_us: Vec<String>,
    family_us: Vec<String>,
    given_world: Vec<String>,
    family_world: Vec<String>,
    indic: Vec<(String, Vec<String>, Vec<String>)>,
    places: Vec<String>,
    proper: Vec<String>,
    words: Vec<String>,
    orgs: Vec<String>,
    org_ends: Vec<String>,
    brands: Vec<String>,
    streets: Vec<String>,
    months: Vec<String>,
    days: Vec<String>,
    titles: Vec<String>,
    eponyms: Vec<String>,
    eponym_things: Vec<String>,
    companies: Vec<String>,
    products: Vec<String>,
    teams: Vec<String>,
    things: Vec<String>,
    known_places: Vec<String>,
    ambiguous: Vec<String>,
    localities: Vec<String>,
}

/// The scripts of the slots for a name in an Indian script, by the first and last of their letters.
const SCRIPTS: &[(&str, char, char)] = &[
    ("hi", '\u{900}', '\u{97F}'),
    ("bn", '\u{980}', '\u{9FF}'),
    ("gu", '\u{A80}', '\u{AFF}'),
    ("ta", '\u{B80}', '\u{BFF}'),
    ("te", '\u{C00}', '\u{C7F}'),
    ("kn", '\u{C80}', '\u{CFF}'),
];

impl Lists {
    /// Reads the lists under `data`.
    pub fn read(data: &Path) -> Result<Lists, String> {
        let file = |path: &str| {
            let path = data.join(path);
            fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))
        };
        let words = |names: &[&str]| -> Result<Vec<String>, String> {
            let mut all = Vec::new();
            for name in names {
                let text = file(&format!("names/{name}.txt"))?;
                all.extend(text.split_whitespace().map(capitalised));
            }
            Ok(all)
        };
        let lines = |name: &str| -> Result<Vec<String>, String> {
            Ok(file(&format!("trainer/words/{name}.txt"))?
                .lines()
                .map(str::to_owned)
                .collect())
        };
        let given_indic = words(&["given-indic", "given-indic-2", "given-faker-indic"])?;
        let family_indic = words(&["family-indic", "family-indic-2", "family-faker-indic"])?;
        let of = |list: &[String], first: char, last: char| -> Vec<String> {
            let script = |word: &&String| word.chars().all(|c| (first..=last).contains(&c));
            list.iter().filter(script).cloned().collect()
        };
        let scowl = file("names/common-scowl.txt")?;
        Ok(Lists {
            given_in: words(&["given-in", "given-in-2", "given-faker-in"])?,
            family_in: words(&["family-in", "family-in-2", "family-faker-in"])?,
            given_us: words(&["given-census"])?,
            family_us: words(&["family-census"])?,
            given_world: words(&["given-faker"])?,
            family_world: words(&["family-faker", "family-wordnet"])?,
            indic: SCRIPTS
                .iter()
                .map(|(name, first, last)| {
                    let given = of(&given_indic, *first, *last);
                    ((*name).to_owned(), given, of(&family_indic, *first, *last))
                })
                .collect(),
            places: words(&["places"])?,
            proper: words(&["proper"])?,
            words: scowl
                .lines()
                .filter_map(|line| line.split_once(' '))
                .filter(|(word, level)| *level >= "2" && word.len() > 3)
                .map(|(word, _)| word.to_owned())
                .collect(),
            orgs: lines("orgs")?,
            org_ends: lines("org-ends")?,
            brands: lines("brands")?,
            streets: lines("streets")?,
            months: lines("months")?,
            days: lines("days")?,
            titles: lines("titles")?,
            eponyms: lines("eponyms")?,
            eponym_things: lines("eponym-things")?,
            companies: lines("companies")?,
            products: lines("products")?,
            teams: lines("teams")?,
            things: lines("things")?,
            known_places: lines("places")?,
            ambiguous: lines("ambiguous")?,
            localities: words(&["places-in"])?,
        })
    }

    fn one<'l>(&'l self, list: &'l [String], random: &mut Random) -> &'l str {
        list.get(random.below(list.len()))
            .map_or("", String::as_str)
    }

    /// A given name and a surname of one part of the world.
    fn person(&self, random: &mut Random) -> (String, String) {
        let (given, family) = match random.below(20) {
            0..9 => (&self.given_in, &self.family_in),
            9..15 => (&self.given_us, &self.family_us),
            _ => (&self.given_world, &self.family_world),
        };
        let mut given = self.one(given, random).to_owned();
        let mut family = self.one(family, random).to_owned();
        // Names that no list has, since no list has them all.
        if random.chance(0.12) {
            let other = self.one(&self.family_in, random);
            family = spliced(&family, other);
        }
        if random.chance(0.08) {
            let other = self.one(&self.given_in, random);
            given = spliced(&given, other);
        }
        (given, family)
    }

    fn letter(&self, random: &mut Random) -> char {
        char::from(b'A' + random.below(26) as u8)
    }

    fn full(&self, random: &mut Random) -> String {
        let (given, family) = self.person(random);
        match random.below(30) {
            0 | 1 => {
                let (middle, _) = self.person(random);
                format!("{given} {middle} {family}")
            }
            2 => format!("{given} {}. {family}", self.letter(random)),
            3 => format!("{given} {}", self.person(random).0),
            4 => {
                let particles = [
                    "de ", "van ", "von ", "bin ", "al ", "van der ", "de la ", "da ", "di ",
                    "ibn ", "el ", "al-", "el-", "ur ", "ul ", "bint ", "dos ", "du ", "van den ",
                    "de los ", "della ", "ben ", "von der ",
                ];
                format!(
                    "{given} {}{family}",
                    particles[random.below(particles.len())]
                )
            }
            9 => self.eastern(random),
            5 => {
                let starts = ["D'", "O'", "Mc", "Mac"];
                format!("{given} {}{family}", starts[random.below(starts.len())])
            }
            6 => format!("{given} {family}-{}", self.person(random).1),
            7 => format!("{given}-{} {family}", self.person(random).0),
            8 => self.initials(random),
            _ => format!("{given} {family}"),
        }
    }

    /// A name of East Asia, the family's first: `Park Ji-hoon`, `Ngo Dinh Thuc`.
    fn eastern(&self, random: &mut Random) -> String {
        let families = [
            "Park", "Kim", "Lee", "Choi", "Jung", "Kang", "Nguyen", "Tran", "Pham", "Ngo", "Vo",
            "Dang", "Chen", "Wang", "Zhang", "Liu", "Huang", "Wong", "Tan", "Lim", "Chan", "Ng",
            "Ho", "Yang", "Zhou", "Xu", "Lin", "Guo", "Shin", "Han",
        ];
        let pieces = [
            "Ji", "Min", "Seo", "Hye", "Jun", "Xiao", "Wei", "Mei", "Hui", "Yong", "Tae", "Soo",
            "Kai", "Ming", "Feng", "Jing", "Thi", "Thanh", "Minh", "Dinh", "Quoc", "Hoon", "Hyun",
            "Woo", "Eun", "Siu", "Kwok", "Chi", "Ling", "Yan",
        ];
        let family = families[random.below(families.len())];
        let (one, two) = (
            pieces[random.below(pieces.len())],
            pieces[random.below(pieces.len())],
        );
        match random.below(5) {
            0 => format!("{family} {one}-{}", two.to_lowercase()),
            1 => format!("{family} {one} {two}"),
            2 => format!("{family} {one}{}", two.to_lowercase()),
            3 => format!("{one}-{} {family}", two.to_lowercase()),
            _ => format!("{family} {one}"),
        }
    }

    fn initials(&self, random: &mut Random) -> String {
        let (given, family) = self.person(random);
        let (a, b, c) = (
            self.letter(random),
            self.letter(random),
            self.letter(random),
        );
        match random.below(10) {
            0 => format!("{given} {a}"),
            1 => format!("{given} {a}. {b}"),
            2 => format!("{a} {family}"),
            3 => format!("{a}. {b}. {family}"),
            4 => format!("{a}.{b}. {family}"),
            5 => format!("{a}.{given}"),
            6 => format!("{a}. {b}. {c}. {given} {family}"),
            7 => format!("{a} {b} {family}"),
            _ => format!("{a}. {family}"),
        }
    }

    fn organisation(&self, random: &mut Random) -> String {
        let end = self.one(&self.org_ends, random);
        match random.below(10) {
            0 | 1 => self.one(&self.orgs, random).to_owned(),
            2 | 3 => self.company(random),
            4 | 5 => format!("{} {end}", self.person(random).1),
            6 => format!("{} {end}", self.one(&self.places, random)),
            7 => format!("{} {end}", capitalised(self.one(&self.words, random))),
            8 => {
                let (_, one) = self.person(random);
                let (_, two) = self.person(random);
                format!("{one} & {two}")
            }
            _ => (0..2 + random.below(3))
                .map(|_| self.letter(random))
                .collect(),
        }
    }

    fn place(&self, random: &mut Random) -> String {
        match random.below(8) {
            0 => format!("New {}", self.one(&self.places, random)),
            1 => {
                let ends = [
                    "Nagar", "Pur", "District", "County", "Island", "Valley", "River", "Lake",
                    "Beach", "Fort",
                ];
                format!(
                    "{} {}",
                    self.person(random).1,
                    ends[random.below(ends.len())]
                )
            }
            2 => self.one(&self.known_places, random).to_owned(),
            3 => self.one(&self.localities, random).to_owned(),
            _ => self.one(&self.places, random).to_owned(),
        }
    }

    fn locality(&self, random: &mut Random) -> String {
        match random.below(10) {
            0..5 => self.one(&self.known_places, random).to_owned(),
            5 | 6 => self.one(&self.localities, random).to_owned(),
            _ => self.place(random),
        }
    }

    /// A word that nobody has seen: companies and products make them up.
    fn coined(&self, random: &mut Random) -> String {
        let list = [&self.words, &self.family_us, &self.places, &self.given_in][random.below(4)];
        let (one, two) = (self.one(list, random), self.one(&self.words, random));
        capitalised(&spliced(one, two))
    }

    fn company(&self, random: &mut Random) -> String {
        match random.below(20) {
            0 | 1 => self.coined(random),
            2 => self.person(random).1,
            _ => self.one(&self.companies, random).to_owned(),
        }
    }

    fn product(&self, random: &mut Random) -> String {
        match random.below(20) {
            0..3 => self.coined(random),
            3 => self.person(random).0,
            _ => self.one(&self.products, random).to_owned(),
        }
    }

    fn eponym(&self, random: &mut Random) -> String {
        if random.chance(0.2) {
            self.person(random).1
        } else {
            self.one(&self.eponyms, random).to_owned()
        }
    }

    /// What fills a slot, and whether it is a person's name.
    fn fill(&self, slot: &str, random: &mut Random) -> Option<(String, bool)> {
        let digits = |n: usize, random: &mut Random| -> String {
            (0..n)
                .map(|_| char::from(b'0' + random.below(10) as u8))
                .collect()
        };
        let other = |text: String| Some((text, false));
        let name = |text: String| Some((text, true));
        match slot {
            "full" => name(self.full(random)),
            "given" => name(self.person(random).0),
            "family" => name(self.person(random).1),
            "init" => name(self.initials(random)),
            "rev" => {
                let (given, family) = self.person(random);
                name(format!("{family}, {given}"))
            }
            "lfull" => name(self.full(random).to_lowercase()),
            "lgiven" => name(self.person(random).0.to_lowercase()),
            "ufull" => name(self.full(random).to_uppercase()),
            "org" => other(self.organisation(random)),
            "brand" => other(self.one(&self.brands, random).to_owned()),
            "place" => other(self.place(random)),
            "street" => other(self.one(&self.streets, random).to_owned()),
            "demonym" => other(self.one(&self.proper, random).to_owned()),
            "month" => other(self.one(&self.months, random).to_owned()),
            "day" => other(self.one(&self.days, random).to_owned()),
            "num" => {
                let n = 1 + random.below(4);
                other(digits(n, random))
            }
            "date" => other(format!(
                "{:02}/{:02}/20{}",
                1 + random.below(28),
                1 + random.below(12),
                digits(2, random)
            )),
            "time" => other(format!("{}:{}0", 1 + random.below(12), random.below(6))),
            "amount" => other(format!(
                "Rs. {},{}",
                1 + random.below(90),
                digits(3, random)
            )),
            "id" => {
                let (a, b) = (self.letter(random), self.letter(random));
                other(format!("{a}{b}-{}", digits(6, random)))
            }
            "email" => other(format!("user{}@example.com", digits(3, random))),
            "phone" => other(format!("98{}", digits(8, random))),
            // A person's name that something else bears.
            "nfull" => other(self.full(random)),
            "ngiven" => other(self.person(random).0),
            "nfamily" => other(self.person(random).1),
            "amb" => name(self.one(&self.ambiguous, random).to_owned()),
            "lamb" => name(self.one(&self.ambiguous, random).to_lowercase()),
            "eponym" => other(self.eponym(random)),
            "ething" => other(self.one(&self.eponym_things, random).to_owned()),
            "Ething" => other(capitalised(self.one(&self.eponym_things, random))),
            "company" => other(self.company(random)),
            "product" => other(self.product(random)),
            "team" => other(self.one(&self.teams, random).to_owned()),
            "thing" => other(self.one(&self.things, random).to_owned()),
            "locality" => other(self.locality(random)),
            "coin" => other(self.coined(random)),
            "oend" => other(self.one(&self.org_ends, random).to_owned()),
            "word" => other(self.one(&self.words, random).to_owned()),
            "Word" | "Adj" => other(capitalised(self.one(&self.words, random))),
            "verb" => other(self.one(&self.words, random).to_owned()),
            "title" => other(self.one(&self.titles, random).to_owned()),
            script => {
                let (_, given, family) = self.indic.iter().find(|(name, _, _)| name == script)?;
                name(format!(
                    "{} {}",
                    self.one(given, random),
                    self.one(family, random)
                ))
            }
        }
    }
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(chars)
        .collect()
}

/// The first half of one word and the second of another.
fn spliced(one: &str, two: &str) -> String {
    let head: String = one.chars().take(one.chars().count().div_ceil(2)).collect();
    let tail: String = two.chars().skip(two.chars().count() / 2).collect();
    format!("{head}{}", tail.to_lowercase())
}

/// Each template of the folder, `times` over, as one corpus for each file.
pub fn generate(
    folder: &Path,
    lists: &Lists,
    times: usize,
    seed: u64,
) -> Result<Vec<Corpus>, String> {
    let wrong = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut files: Vec<_> = fs::read_dir(folder)
        .map_err(wrong)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()
        .map_err(wrong)?;
    files.sort();
    let mut random = Random(seed);
    let mut corpora = Vec::new();
    for file in files
        .iter()
        .filter(|file| file.extension().is_some_and(|e| e == "txt"))
    {
        let text = fs::read_to_string(file).map_err(wrong)?;
        let mut records = Vec::new();
        for line in text
            .lines()
            .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        {
            let template = line.replace("\\n", "\n");
            for _ in 0..times {
                records.push(filled(&template, lists, &mut random));
            }
        }
        corpora.push(Corpus {
            name: file
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            records,
        });
    }
    Ok(corpora)
}

fn filled(template: &str, lists: &Lists, random: &mut Random) -> Record {
    let mut record = Record {
        text: String::new(),
        people: Vec::new(),
    };
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        record.text.push_str(&rest[..open]);
        rest = &rest[open..];
        let slot = rest.find('}').map(|close| (close, &rest[1..close]));
        match slot.and_then(|(close, slot)| Some((close, lists.fill(slot, random)?))) {
            Some((close, (text, person))) => {
                let start = record.text.len();
                record.text.push_str(&text);
                if person {
                    record.people.push(start..record.text.len());
                }
                rest = &rest[close + 1..];
            }
            None => {
                record.text.push('{');
                rest = &rest[1..];
            }
        }
    }
    record.text.push_str(rest);
    record
}
