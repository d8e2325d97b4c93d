//! Texts to measure on, from a fixed seed: what prompts are made of, and what an attacker would send.

/// A small generator of numbers (xorshift), the same on every machine.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.roll() % n as u64) as usize
    }

    pub fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    fn digits(&mut self, n: usize) -> String {
        (0..n)
            .map(|_| char::from(b'0' + self.below(10) as u8))
            .collect()
    }

    fn hex(&mut self, n: usize) -> String {
        (0..n)
            .map(|_| char::from(b"0123456789abcdef"[self.below(16)]))
            .collect()
    }
}

const WORDS: &[&str] = &[
    "the",
    "of",
    "and",
    "a",
    "to",
    "in",
    "he",
    "was",
    "that",
    "it",
    "his",
    "her",
    "with",
    "as",
    "had",
    "for",
    "she",
    "not",
    "at",
    "but",
    "be",
    "on",
    "him",
    "they",
    "you",
    "which",
    "have",
    "from",
    "all",
    "this",
    "there",
    "would",
    "were",
    "been",
    "their",
    "when",
    "who",
    "will",
    "more",
    "no",
    "out",
    "so",
    "what",
    "up",
    "into",
    "about",
    "than",
    "them",
    "could",
    "little",
    "time",
    "some",
    "very",
    "before",
    "now",
    "should",
    "like",
    "only",
    "never",
    "after",
    "down",
    "upon",
    "house",
    "again",
    "without",
    "morning",
    "nothing",
    "something",
    "always",
    "thought",
    "looked",
    "evening",
    "father",
    "question",
    "answer",
    "window",
    "garden",
    "between",
    "children",
    "through",
    "carriage",
    "understand",
    "conversation",
    "impossible",
    "circumstances",
    "considered",
    "themselves",
    "particular",
];

const GIVEN: &[&str] = &[
    "Ananya", "Rohit", "Priya", "Arjun", "Meera", "Vikram", "Kavya", "Imran", "Sunita", "Joseph",
];
const FAMILY: &[&str] = &[
    "Krishnan",
    "Deshmukh",
    "Sharma",
    "Iyer",
    "Khan",
    "Patel",
    "Reddy",
    "Banerjee",
    "Singh",
    "Fernandes",
];

fn sentence(dice: &mut Dice, out: &mut String, names: bool) {
    let length = 6 + dice.below(22);
    for n in 0..length {
        let word = dice.pick(WORDS);
        if n == 0 {
            out.push(word.as_bytes()[0].to_ascii_uppercase() as char);
            out.push_str(&word[1..]);
        } else if names && dice.below(40) == 0 {
            out.push_str(dice.pick(GIVEN));
            if dice.below(2) == 0 {
                out.push(' ');
                out.push_str(dice.pick(FAMILY));
            }
        } else {
            out.push_str(word);
        }
        if n + 1 == length {
            out.push_str(if dice.below(12) == 0 { "?" } else { "." });
        } else if dice.below(9) == 0 {
            out.push(',');
        }
        out.push(if n + 1 == length && dice.below(6) == 0 {
            '\n'
        } else {
            ' '
        });
    }
}

/// Novel-like prose: no identifiers, a person's name in about every 40 words.
pub fn prose(bytes: usize) -> String {
    let mut dice = Dice::new(1);
    let mut out = String::with_capacity(bytes + 256);
    while out.len() < bytes {
        sentence(&mut dice, &mut out, true);
    }
    cut(out, bytes)
}

/// Prose without names: nothing to find.
pub fn clean(bytes: usize) -> String {
    let mut dice = Dice::new(2);
    let mut out = String::with_capacity(bytes + 256);
    while out.len() < bytes {
        sentence(&mut dice, &mut out, false);
    }
    cut(out, bytes)
}

/// The check digit that makes `digits` pass Luhn.
fn luhn(digits: &str) -> char {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(n, b)| match (n % 2, u32::from(b - b'0')) {
            (0, d) if d > 4 => d * 2 - 9,
            (0, d) => d * 2,
            (_, d) => d,
        })
        .sum();
    char::from(b'0' + ((10 - sum % 10) % 10) as u8)
}

fn identifier(dice: &mut Dice) -> String {
    match dice.below(9) {
        0 => format!(
            "{}.{}@example.com",
            dice.pick(GIVEN).to_lowercase(),
            dice.pick(FAMILY).to_lowercase()
        ),
        1 => format!("+91 9{} {}", dice.digits(4), dice.digits(5)),
        2 => {
            let body = format!("411111{}", dice.digits(9));
            let check = luhn(&body);
            format!("{body}{check}")
        }
        3 => format!("ABCP{}{}F", dice.pick(&["K", "S", "R"]), dice.digits(4)),
        4 => format!(
            "10.{}.{}.{}",
            dice.below(256),
            dice.below(256),
            dice.below(256)
        ),
        5 => format!("{}@okhdfcbank", dice.pick(GIVEN).to_lowercase()),
        6 => format!("HDFC0{}", dice.digits(6)),
        7 => ["GB82WEST12345698765432", "DE89370400440532013000"][dice.below(2)].to_owned(),
        _ => format!("2{} {} {}", dice.digits(3), dice.digits(4), dice.digits(4)),
    }
}

/// Support chat: short turns, one identifier in about 340 bytes.
pub fn chat(bytes: usize) -> String {
    let mut dice = Dice::new(3);
    let mut out = String::with_capacity(bytes + 512);
    while out.len() < bytes {
        out.push_str(dice.pick(&["User: ", "Agent: ", "user> "]));
        sentence(&mut dice, &mut out, true);
        if dice.below(3) == 0 {
            out.push_str(dice.pick(&["my number is ", "please use ", "it says ", "contact "]));
            out.push_str(&identifier(&mut dice));
            out.push_str(dice.pick(&[" thanks.\n", ".\n", " ok?\n"]));
        } else {
            out.push_str(dice.pick(&["order 40213 is late\n", "it is 10:45 now\n", "ok!\n"]));
        }
    }
    cut(out, bytes)
}

/// JSON log lines: about ten numbers a line, an address in some.
pub fn json(bytes: usize) -> String {
    let mut dice = Dice::new(4);
    let mut out = String::with_capacity(bytes + 512);
    let mut time = 1_760_000_000_u64;
    while out.len() < bytes {
        time += dice.roll() % 7;
        out.push_str(&format!(
            "{{\"ts\":\"2026-11-{:02}T{:02}:{:02}:{:02}.{:03}Z\",\"epoch\":{time},\"level\":\"{}\",\"service\":\"{}\",\
             \"trace_id\":\"{}\",\"span_id\":\"{}\",\"status\":{},\"duration_ms\":{}.{},\"bytes\":{},\"ip\":\"10.{}.{}.{}\",\
             \"path\":\"/v1/orders/{}/items\",\"user\":\"u-{}\",\"msg\":\"{} {}\"}}\n",
            1 + dice.below(28),
            dice.below(24),
            dice.below(60),
            dice.below(60),
            dice.below(1000),
            dice.pick(&["info", "warn", "error"]),
            dice.pick(&["gateway", "billing", "search"]),
            dice.hex(32),
            dice.hex(16),
            dice.pick(&["200", "201", "404", "500"]),
            dice.below(900),
            dice.digits(3),
            dice.below(100_000),
            dice.below(256),
            dice.below(256),
            dice.below(256),
            dice.digits(7),
            dice.digits(6),
            dice.pick(&["request served", "cache miss for", "retry of"]),
            if dice.below(8) == 0 { identifier(&mut dice) } else { dice.pick(WORDS).to_owned() },
        ));
    }
    cut(out, bytes)
}

/// Source code.
pub fn code(bytes: usize) -> String {
    let mut dice = Dice::new(5);
    let mut out = String::with_capacity(bytes + 512);
    while out.len() < bytes {
        let (a, b, c) = (dice.pick(WORDS), dice.pick(WORDS), dice.pick(WORDS));
        let n = dice.below(4096);
        let line = match dice.below(8) {
            0 => format!("    let {a}_{b} = self.{c}.get({n})?.clone();\n"),
            1 => format!("pub fn {a}_{b}(&mut self, {c}: &[u8; 32]) -> Result<u64, Error> {{\n"),
            2 => format!("    if {a}.len() > {n} && {b} != 0x{} {{\n", dice.hex(8)),
            3 => format!("    // {a} {b} {c}: see the note on {a} above.\n"),
            4 => format!("    assert_eq!({a}::{b}(\"{c}-{n}\"), Some({n}.5));\n"),
            5 => "    }\n\n".to_owned(),
            6 => format!(
                "const {}_{}: usize = 1 << {};\n",
                a.to_uppercase(),
                b.to_uppercase(),
                n % 32
            ),
            _ => format!("use crate::{a}::{{{b}, {c}}};\n"),
        };
        out.push_str(&line);
    }
    cut(out, bytes)
}

const HINDI: &[&str] = &[
    "और",
    "के",
    "है",
    "में",
    "की",
    "यह",
    "से",
    "को",
    "पर",
    "इस",
    "होता",
    "कि",
    "जो",
    "कर",
    "मे",
    "गया",
    "करने",
    "किया",
    "लिये",
    "अपने",
    "ने",
    "बनी",
    "नहीं",
    "तो",
    "ही",
    "या",
    "एवं",
    "दिया",
    "हो",
    "इसका",
    "था",
    "द्वारा",
    "हुआ",
    "तक",
    "साथ",
    "करना",
    "वाले",
    "बाद",
    "लिए",
    "आप",
    "कुछ",
    "सकते",
    "किसी",
    "ये",
    "समय",
    "बैंक",
    "खाता",
    "कृपया",
    "धन्यवाद",
    "शिकायत",
    "ग्राहक",
    "सेवा",
];

/// Hindi with some English and an identifier now and then.
pub fn hindi(bytes: usize) -> String {
    let mut dice = Dice::new(6);
    let mut out = String::with_capacity(bytes + 512);
    while out.len() < bytes {
        for _ in 0..6 + dice.below(14) {
            out.push_str(dice.pick(HINDI));
            out.push(' ');
        }
        match dice.below(8) {
            0 => out.push_str(&identifier(&mut dice)),
            1 => out.push_str("ATM card block"),
            _ => {}
        }
        out.push_str("।\n");
    }
    cut(out, bytes)
}

/// Texts made to be slow, by name.
pub fn hostile(bytes: usize) -> Vec<(&'static str, String)> {
    let mut dice = Dice::new(7);
    let digits: String = (0..bytes)
        .map(|_| char::from(b'0' + dice.below(10) as u8))
        .collect();
    let repeat = |unit: &str| cut(unit.repeat(bytes / unit.len() + 1), bytes);
    vec![
        ("hostile-digits", digits),
        ("hostile-ones", repeat("1")),
        ("hostile-at", repeat("@")),
        ("hostile-a-at", repeat("a@")),
        ("hostile-dots-at", repeat("a.a.a.a@")),
        ("hostile-groups", repeat("1111-")),
        ("hostile-cards", repeat("4111 1111 1111 1112 ")),
        ("hostile-iban", repeat("DE89 3704 ")),
        ("hostile-ip", repeat("1.1.1.")),
        ("hostile-colons", repeat("a:a:")),
        ("hostile-akia", repeat("AKIA0123456789ABCDE ")),
        ("hostile-password", repeat("password=")),
        ("hostile-names", repeat("Ravi Kumar ")),
        ("hostile-percent", repeat("%2525")),
        ("hostile-entities", repeat("&#x26;#64;")),
        ("hostile-zero-width", repeat("1\u{200b}")),
        ("hostile-dashes", repeat("-----BEGIN ")),
        ("hostile-capitals", repeat("A")),
    ]
}

/// Answers of a model made to be slow to restore, `token` an issued one.
pub fn hostile_answers(bytes: usize, token: &str) -> Vec<(&'static str, String)> {
    let repeat = |unit: &str| cut(unit.repeat(bytes / unit.len() + 1), bytes);
    let id = token.split('_').nth(1).unwrap_or_default();
    let swapped: String = id.chars().rev().collect();
    vec![
        ("answer-tokens", repeat(token)),
        ("answer-spaced", repeat(&format!("{token} "))),
        ("answer-underscores", repeat("_")),
        ("answer-labels", repeat("EMAIL_")),
        ("answer-cut", repeat(&token[..token.len() - 1])),
        ("answer-invented", repeat(&format!("EMAIL_{swapped} "))),
        ("answer-letters", repeat(id)),
        ("answer-brackets", repeat("[[EMAIL_")),
        ("answer-escapes", repeat("EMAIL\\u005f")),
        ("answer-entities", repeat("EMAIL&#95;")),
        ("answer-percent", repeat("EMAIL%5F")),
        ("answer-spelled", repeat("E M A I L _ ")),
        ("answer-links", repeat("](mailto:")),
        ("answer-quotes", repeat("\"\\\"")),
    ]
}

fn cut(mut text: String, bytes: usize) -> String {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
    text
}
