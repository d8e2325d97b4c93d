//! The corpus: sentences from a seed with values from reserved and documented ranges, and look-alikes that are nobody's.
//!
//! It was written by the authors of parda, who know what parda finds: read the figures as a lower bound of what the
//! peers do on texts of your own. The kinds are those that every engine here claims to find.

use crate::Span;

pub struct Document {
    pub text: String,
    pub spans: Vec<Span>,
}

pub struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 >> 11
    }

    fn below(&mut self, n: usize) -> usize {
        (self.roll() % n as u64) as usize
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    fn digits(&mut self, n: usize) -> String {
        (0..n)
            .map(|_| char::from(b'0' + self.below(10) as u8))
            .collect()
    }

    fn of(&mut self, letters: &str, n: usize) -> String {
        (0..n)
            .map(|_| char::from(letters.as_bytes()[self.below(letters.len())]))
            .collect()
    }
}

const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const ALPHANUMERIC: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const GIVEN: [&str; 8] = ["asha", "ravi", "meera", "john", "anna", "li", "omar", "zoe"];

/// Sentences around a value; `{}` is where it stands.
const AROUND: &[(&str, &[&str])] = &[
    (
        "EMAIL",
        &[
            "Write to {} before noon.",
            "contact: {}",
            "<{}> asked again",
            "\"email\": \"{}\",",
            "Her address is {}, she said.",
        ],
    ),
    (
        "CARD",
        &[
            "Charge card {} today.",
            "card number: {}",
            "It was paid with {}.",
            "\"card\": \"{}\",",
            "PAN of the card is {}",
        ],
    ),
    (
        "PHONE",
        &[
            "Call me at {}.",
            "phone: {}",
            "My mobile number is {}, after six.",
            "\"phone\": \"{}\",",
            "tel {}",
        ],
    ),
    (
        "IP_ADDRESS",
        &[
            "login from {} failed",
            "host {} is down",
            "client_ip={}",
            "\"ip\": \"{}\",",
            "Block {} at the router.",
        ],
    ),
    (
        "IBAN",
        &[
            "Transfer to {} please.",
            "IBAN: {}",
            "\"iban\": \"{}\",",
            "The account {} is closed.",
            "payee {}",
        ],
    ),
    (
        "US_SSN",
        &[
            "My SSN is {}.",
            "social security number: {}",
            "\"ssn\": \"{}\",",
            "SSN {} on file",
            "Tax form with SSN {}",
        ],
    ),
    (
        "SECRET",
        &[
            "The key is {} and it leaked.",
            "export TOKEN={}",
            "\"token\": \"{}\",",
            "curl -H 'X-Token: {}'",
            "{}",
        ],
    ),
];

/// Nobody's data, though it looks like some.
const CLEAN: &[&str] = &[
    "The build took # seconds on version 10.#.#.",
    "Order #-#-# was shipped on 2024-03-1# at 10:4#.",
    "See section 4.#.#.# of the manual, page ###.",
    "Invoice 4111-####-#### is due; reference ##########.",
    "commit 9f#c2e#b7a10#44d#e8f0a1b2c3d4e5f60718293",
    "The ISBN is 978-3-16-14841#-0 and the price 1,###.## EUR.",
    "Mention @team and use v1.#.#@beta of the package.",
    "Coordinates of the sprite: 1##, 2##, 3##.",
    "timestamp=17#########, latency_ms=###",
    "Tracking number 1Z999AA101234567#4 has arrived.",
    "We met at five, had tea, and talked about the garden until it was dark.",
    "Please summarise the attached report in three short points for the board.",
];

/// Documents of a few sentences each.
pub fn generate(seed: u64, documents: usize) -> Vec<Document> {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    (0..documents)
        .map(|_| {
            let (mut text, mut spans) = (String::new(), Vec::new());
            for _ in 0..4 + dice.below(6) {
                if dice.below(5) < 3 {
                    for c in dice.pick(CLEAN).chars() {
                        match c {
                            '#' => text.push_str(&dice.digits(1)),
                            c => text.push(c),
                        }
                    }
                } else {
                    let (label, sentences) = AROUND[dice.below(AROUND.len())];
                    let value = value(label, &mut dice);
                    let sentence = dice.pick(sentences);
                    let (before, after) = sentence.split_once("{}").unwrap_or((sentence, ""));
                    text.push_str(before);
                    let start = text.len();
                    text.push_str(&value);
                    spans.push(Span {
                        start,
                        end: text.len(),
                        label: label.to_owned(),
                    });
                    text.push_str(after);
                }
                text.push(if dice.below(3) == 0 { '\n' } else { ' ' });
            }
            Document { text, spans }
        })
        .collect()
}

fn value(label: &str, dice: &mut Dice) -> String {
    match label {
        "EMAIL" => {
            let host = dice.pick(&[
                "example.com",
                "mail.example.org",
                "example.co.in",
                "example.net",
            ]);
            format!(
                "{}.{}{}@{host}",
                dice.pick(&GIVEN),
                dice.pick(&GIVEN),
                dice.digits(2)
            )
        }
        "CARD" => {
            let prefix = dice.pick(&["4", "51", "55", "2221", "37", "6011"]);
            let length = if prefix == "37" { 15 } else { 16 };
            let mut number = prefix.to_owned();
            number.push_str(&dice.digits(length - 1 - prefix.len()));
            number.push(luhn(&number));
            match (dice.below(3), length) {
                (0, 16) => grouped(&number, ' '),
                (1, 16) => grouped(&number, '-'),
                _ => number,
            }
        }
        // 555-0100 to 555-0199 are kept for fiction.
        "PHONE" => {
            let area = dice.pick(&["202", "415", "212", "312"]);
            let line = format!("01{}", dice.digits(2));
            match dice.below(3) {
                0 => format!("({area}) 555-{line}"),
                1 => format!("+1 {area} 555 {line}"),
                _ => format!("{area}-555-{line}"),
            }
        }
        // RFC 5737.
        "IP_ADDRESS" => {
            let net = dice.pick(&["192.0.2", "198.51.100", "203.0.113"]);
            format!("{net}.{}", 1 + dice.below(254))
        }
        "IBAN" => {
            let (country, length) = [("DE", 18), ("GB", 0), ("NL", 1)][dice.below(3)];
            let account = match length {
                18 => dice.digits(18),
                0 => format!("WEST{}", dice.digits(14)),
                _ => format!("ABNA{}", dice.digits(10)),
            };
            format!("{country}{}{account}", mod97(country, &account))
        }
        "US_SSN" => format!(
            "{}-{:02}-{:04}",
            100 + dice.below(560),
            1 + dice.below(98),
            1 + dice.below(9998)
        ),
        _ => match dice.below(3) {
            0 => format!("AKIA{}", dice.of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16)),
            1 => format!("ghp_{}", dice.of(ALPHANUMERIC, 36)),
            _ => format!(
                "xoxb-{}-{}-{}",
                dice.digits(12),
                dice.digits(12),
                dice.of(ALPHANUMERIC, 24)
            ),
        },
    }
}

fn grouped(number: &str, with: char) -> String {
    let mut out = String::new();
    for (at, digit) in number.chars().enumerate() {
        if at > 0 && at % 4 == 0 {
            out.push(with);
        }
        out.push(digit);
    }
    out
}

/// The check digit of ISO/IEC 7812-1.
fn luhn(number: &str) -> char {
    let sum: u32 = number
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, digit)| {
            let digit = u32::from(digit - b'0') * if at % 2 == 0 { 2 } else { 1 };
            digit / 10 + digit % 10
        })
        .sum();
    char::from_digit((10 - sum % 10) % 10, 10).unwrap_or('0')
}

/// The check digits of ISO 13616.
fn mod97(country: &str, account: &str) -> String {
    let rest = format!("{account}{country}00")
        .chars()
        .fold(0_u64, |rest, c| match c.to_digit(36) {
            Some(digit) if digit < 10 => (rest * 10 + u64::from(digit)) % 97,
            Some(letter) => (rest * 100 + u64::from(letter)) % 97,
            None => rest,
        });
    debug_assert!(UPPER.contains(country.get(..1).unwrap_or("A")));
    format!("{:02}", 98 - rest)
}
