//! What models do to tokens, and trials of it in numbers.

// Each test uses its part of this.
#![allow(dead_code)]

/// A small generator of numbers, the same on every machine.
pub struct Dice(pub u64);

impl Dice {
    /// A number below `below`.
    pub fn roll(&mut self, below: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below
    }
}

/// Manglings that are undone: the name, and from label and id what the model writes for the token.
pub type Mutator = (&'static str, fn(&str, &str) -> String);

/// `usual` trials, or as many as `PARDA_TRIALS` says, in equal shares on every core, each with dice of its own.
pub fn on_every_core(usual: usize, each: impl Fn(usize, Dice) + Sync) {
    let set = std::env::var("PARDA_TRIALS").ok();
    let trials: usize = set.and_then(|n| n.parse().ok()).unwrap_or(usual);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let began = std::time::Instant::now();
    std::thread::scope(|scope| {
        for core in 0..cores {
            let each = &each;
            scope.spawn(move || each(trials.div_ceil(cores), Dice(core as u64 * 7_919 + 11)));
        }
    });
    eprintln!("{trials} trials on {cores} cores in {:?}", began.elapsed());
}

/// Manglings that are undone.
pub const SAFE: &[Mutator] = &[
    ("verbatim", |l, i| format!("{l}_{i}")),
    ("lower", |l, i| format!("{}_{i}", l.to_lowercase())),
    ("upper", |l, i| format!("{l}_{}", i.to_uppercase())),
    ("title", |l, i| {
        format!("{}{}_{i}", &l[..1], l[1..].to_lowercase())
    }),
    ("markdown escape", |l, i| format!("{l}\\_{i}")),
    ("escaped twice", |l, i| format!("{l}\\\\_{i}")),
    ("entity", |l, i| format!("{l}&#95;{i}")),
    ("hex entity", |l, i| format!("{l}&#x5f;{i}")),
    ("named entity", |l, i| format!("{l}&lowbar;{i}")),
    ("entity twice", |l, i| format!("{l}&amp;#95;{i}")),
    ("json escape", |l, i| format!("{l}\\u005f{i}")),
    ("json escape twice", |l, i| format!("{l}\\\\u005f{i}")),
    ("full width", |l, i| wide(&format!("{l}_{i}"))),
    ("full-width underscore", |l, i| format!("{l}＿{i}")),
    ("zero width", |l, i| format!("{l}_\u{200b}{i}")),
    ("zero width inside", |l, i| {
        format!("{l}_{}\u{200b}{}", &i[..5], &i[5..])
    }),
    ("soft hyphen", |l, i| {
        format!("{l}_{}\u{ad}{}", &i[..3], &i[3..])
    }),
    ("word joiner", |l, i| format!("{l}\u{2060}_{i}")),
    ("spaces", |l, i| format!("{l} _ {i}")),
    ("space before", |l, i| format!("{l} _{i}")),
    ("space behind", |l, i| format!("{l}_ {i}")),
    ("line break", |l, i| format!("{l}_\n{i}")),
    ("space for underscore", |l, i| format!("{l} {i}")),
    ("no-break space", |l, i| format!("{l}\u{a0}{i}")),
    ("hyphen", |l, i| format!("{l}-{i}")),
    ("dash", |l, i| format!("{l}–{i}")),
    ("label missing", |_, i| format!("_{i}")),
    ("label translated", |_, i| format!("CORREO_{i}")),
    ("label in Hindi", |_, i| format!("ईमेल_{i}")),
    ("label in Russian", |_, i| format!("ПОЧТА_{i}")),
    ("label in Tamil", |_, i| format!("மின்னஞ்சல்_{i}")),
    ("percent escape of a JSON escape", |l, i| {
        format!("{l}\\u005F{i}")
    }),
    ("capital hex entity", |l, i| format!("{l}&#x5F;{i}")),
    ("padded entity", |l, i| format!("{l}&#095;{i}")),
    ("named underbar", |l, i| format!("{l}&UnderBar;{i}")),
    ("no-break entity", |l, i| format!("{l}&nbsp;{i}")),
    ("byte order mark", |l, i| format!("{l}\u{feff}_{i}")),
    ("variation selector", |l, i| {
        format!("{l}_{}\u{fe0f}{}", &i[..4], &i[4..])
    }),
    ("combining joiner", |l, i| format!("{l}\u{34f}_{i}")),
    ("direction mark", |l, i| format!("{l}_\u{200e}{i}")),
    ("mathematical", |l, i| format!("{l}_{}", bold(i))),
    ("figure dash", |l, i| format!("{l}\u{2012}{i}")),
    ("minus", |l, i| format!("{l}\u{2212}{i}")),
    ("escaped hyphen", |l, i| format!("{l}\\-{i}")),
    ("line break of two", |l, i| format!("{l}_\r\n{i}")),
    ("line break before", |l, i| format!("{l}\n_{i}")),
    ("tab", |l, i| format!("{l}\t{i}")),
    ("ideographic space", |l, i| format!("{l}\u{3000}{i}")),
    ("id in mixed case", |l, i| {
        format!("{l}_{}{}", i[..4].to_uppercase(), &i[4..])
    }),
];

fn bold(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            'a'..='z' => char::from_u32(u32::from(c) - 0x61 + 0x1d41a).expect("a letter"),
            other => other,
        })
        .collect()
}

/// What stands around it, and stays.
pub const AROUND: &[(&str, &str)] = &[
    ("", ""),
    ("<", ">"),
    ("[", "]"),
    ("(", ")"),
    ("**", "**"),
    ("`", "`"),
    ("~~", "~~"),
    ("\"", "\""),
    ("“", "”"),
    ("«", "»"),
    ("&lt;", "&gt;"),
    ("\\u003c", "\\u003e"),
    ("", "'s"),
    ("", "’s"),
    ("", "को"),
    ("", "."),
    ("- ", ";"),
];

fn wide(text: &str) -> String {
    text.chars()
        .map(|c| char::from_u32(u32::from(c) - 0x21 + 0xff01).expect("a full-width form"))
        .collect()
}
