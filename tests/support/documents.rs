//! Documents from a seed: identifiers, disguises, token-looking text, every line ending, mixed scripts, glued together.

/// A small generator of numbers (xorshift), the same on every machine.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice((seed ^ 0x51_7c_c1_b7_27_22_0a_95).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub fn below(&mut self, n: usize) -> usize {
        ((self.roll() >> 11) % n as u64) as usize
    }

    pub fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    pub fn digits(&mut self, n: usize) -> String {
        (0..n)
            .map(|_| char::from(b'0' + self.below(10) as u8))
            .collect()
    }

    pub fn letters(&mut self, n: usize) -> String {
        (0..n)
            .map(|_| char::from(b'a' + self.below(26) as u8))
            .collect()
    }
}

const WORDS: &[&str] = &[
    "the",
    "order",
    "is",
    "late",
    "please",
    "write",
    "to",
    "card",
    "aadhaar",
    "pan",
    "email",
    "phone",
    "account",
    "my",
    "name",
    "नमस्ते",
    "आधार",
    "मेरा",
    "नाम",
    "வணக்கம்",
    "привет",
    "مرحبا",
    "你好",
    "e\u{301}",
    "x",
    "I",
    "A",
    "otp",
    "PIN",
    "gstin",
];

const PEOPLE: &[&str] = &[
    "Ravi Kumar",
    "Asha",
    "Mr Rohit Deshmukh",
    "Zoë D'Souza",
    "रवि कुमार",
    "ananya krishnan",
];

const JOINTS: &[&str] = &[
    " ",
    " ",
    " ",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "",
    "",
    ", ",
    ": ",
    "=",
    "_",
    "-",
    ".",
    "/",
    "\"",
    "'",
    "`",
    "<",
    ">",
    "&",
    "%",
    "\\",
    "\u{200b}",
    "\u{a0}",
    "\u{2028}",
    "\u{feff}",
    "\u{0}",
    "\u{301}",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "|",
    "**",
    "\\n",
    "@",
    "\u{1f600}",
];

const VALUES: &[&str] = &[
    "4111 1111 1111 1111",
    "5555555555554444",
    "3782 822463 10005",
    "2345 6789 0124",
    "539821746502",
    "XXXX XXXX 1234",
    "ABCPE1234F",
    "abcpk1234f",
    "asha.rao@example.com",
    "ASHA.RAO@EXAMPLE.COM",
    "o'brien+x@mail.example.co.in",
    "अजय@उदाहरण.भारत",
    "+91 98765 43210",
    "9876543210",
    "098765-43210",
    "GB82 WEST 1234 5698 7654 32",
    "192.0.2.7",
    "2001:db8::1",
    "00:00:5e:00:53:01",
    "078-05-1120",
    "asha@okhdfcbank",
    "HDFC0000123",
    "27ABCPE1234F1Z5",
    "12/08/1990",
    "https://user:secret@example.com/x?y=1",
    "4111\u{a0}1111\u{a0}1111\u{a0}1111",
    "५३९८ २१७४ ६५०२",
    "asha%40example.com",
    "asha&#64;example.com",
    "asha\\u0040example.com",
    "asha [at] example [dot] com",
    "password=hunter2hunter2",
];

const LABELS: &[&str] = &[
    "EMAIL", "UID", "CARD", "PAN", "NAME", "PHONE", "TOK", "REF", "email", "Name",
];

/// A document of up to `pieces` pieces. `issued` are tokens that the scope has issued, to be pasted in and mangled.
pub fn document(dice: &mut Dice, pieces: usize, issued: &[String]) -> String {
    let mut text = String::new();
    for _ in 0..=dice.below(pieces) {
        let piece = match dice.below(12) {
            0..=3 => dice.pick(WORDS).to_owned(),
            4 => dice.pick(PEOPLE).to_owned(),
            5..=7 => dice.pick(VALUES).to_owned(),
            8 => token_like(dice),
            9 if !issued.is_empty() => mangled(dice, issued),
            10 => {
                let n = 1 + dice.below(20);
                dice.digits(n)
            }
            _ => any_character(dice).to_string(),
        };
        text.push_str(&piece);
        text.push_str(dice.pick(JOINTS));
    }
    text
}

fn token_like(dice: &mut Dice) -> String {
    let length = [8, 9, 9, 9, 10, 13, 17][dice.below(7)];
    let mut token = format!("{}_{}", dice.pick(LABELS), dice.letters(length));
    if dice.below(3) == 0 {
        token.push('_');
        token.push_str(&dice.letters(2));
    }
    token
}

fn mangled(dice: &mut Dice, issued: &[String]) -> String {
    let token = &issued[dice.below(issued.len())];
    match dice.below(8) {
        0 => token.to_uppercase(),
        1 => token[..token.len() - 1].to_owned(),
        2 => format!("{token}s"),
        3 => format!("x{token}"),
        4 => token.replace('_', "\\_"),
        5 => format!("{token}{token}"),
        6 => format!("{token}_bn"),
        _ => token.clone(),
    }
}

fn any_character(dice: &mut Dice) -> char {
    let limit = [0x80, 0x800, 0x3000, 0x1_0000, 0x11_0000][dice.below(5)];
    char::from_u32(dice.below(limit) as u32).unwrap_or('\u{fffd}')
}
