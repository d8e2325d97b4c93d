//! Names in the scripts of India, which write no capitals: lists, what stands before and behind, and endings.
//!
//! A word that only a name is, is one. A word that is a name and an ordinary word (`आशा`, `शांति`), and a word that no list
//! knows, need more: a title, a label, a word of kinship, a surname behind, a word of respect, the mark of one who acts.

use super::akshara::{Sounds, script};
use super::indic_table::{
    AGENT, AND, BODY, CASE, ENDINGS, FORMED, GREAT, HONOUR, IS, KIN, LABEL, ORDINARY, SHORT, SIGN, TITLE, WHOSE,
    roles,
};
use super::table::{Classes, classes, hash};
use super::tagger::Name;
use super::words::title;

/// Words of the longest name.
const WORDS: usize = 5;
/// Bytes of the longest word.
const LONGEST: usize = 96;

/// What a word may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    /// No list knows it.
    #[default]
    Unknown,
    /// An ordinary word, or a form of a word that people's names are not.
    Ordinary,
    /// A name and nothing else.
    Name,
    /// A name and an ordinary word, or one that sounds like a name of another script.
    Both,
    /// One syllable and a dot.
    Initial,
}

/// A word in one of the scripts.
#[derive(Clone, Copy, Debug, Default)]
struct Word {
    start: usize,
    end: usize,
    kind: Kind,
    roles: u16,
    family: bool,
    /// It has an ending of a case, behind which no name goes on.
    ends: bool,
}

/// How surely what stands before announces a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Lead {
    Nothing,
    /// An opening quote, a name before and a word that joins.
    Joined,
    Quoted,
    /// `मेरा नाम`, `बेटी`: a name, or anything else that is said of them.
    Cue,
    /// `नाम:`.
    Label,
    /// `श्री`.
    Title,
}

/// Whether a letter, sign or joiner of the scripts.
pub fn letter(c: char) -> bool {
    let place = u32::from(c) & 0x7f;
    matches!(c, '\u{200c}' | '\u{200d}')
        || script(c).is_some() && !matches!(place, 0x64..=0x6f) && c != '\u{970}'
}

/// The name that begins with the word at `at`, which is written in one of the scripts.
pub fn name(text: &str, at: usize) -> (usize, Option<Name>) {
    let first = word(text, at);
    let end = first.end;
    if first.kind == Kind::Ordinary {
        return (end, None);
    }
    let mut run = [Word::default(); WORDS];
    run[0] = first;
    let mut count = 1;
    while count < WORDS {
        let last = run[count - 1];
        let Some(from) = next(text, &last) else {
            break;
        };
        let word = word(text, from);
        if last.ends || word.kind == Kind::Ordinary {
            break;
        }
        run[count] = word;
        count += 1;
    }
    let lead = before(text, at);
    let Some(count) = accepted(text, &run[..count], lead) else {
        let initials = run[..count].iter().take_while(|word| word.kind == Kind::Initial);
        return (initials.last().map_or(end, |word| word.end), None);
    };
    let last = run[count - 1];
    let great = || {
        let (title, _) = last_word(text[..at].trim_end_matches([' ', '.']));
        roles(hash(title.as_bytes())) & GREAT != 0
    };
    if (lead < Lead::Cue || great()) && of_a_body(text, &last) {
        return (last.end, None);
    }
    let name = Name {
        range: at..last.end,
        score: match lead {
            Lead::Title | Lead::Label => 90,
            Lead::Cue => 80,
            _ if count > 1 => 85,
            _ if first.kind == Kind::Name => 65,
            _ => 60,
        },
        why: match lead {
            Lead::Title => "title",
            Lead::Label => "label",
            Lead::Cue => "cue",
            _ => "gazetteer",
        },
    };
    (last.end, Some(name))
}

/// How many words of the run are a name.
fn accepted(text: &str, run: &[Word], lead: Lead) -> Option<usize> {
    let first = run[0];
    let initials = run.iter().take_while(|word| word.kind == Kind::Initial).count();
    if initials > 0 {
        let behind = run.get(initials)?;
        let long = text[behind.start..behind.end].chars().count() > 2;
        // `टी.टी.पी.` is an abbreviation, and `छे.` the end of a sentence.
        let spaced = initials == 1 || text[first.end..].starts_with(". ");
        let unknown = long && spaced && !ordinary_form(text, behind) && sure_initial(text, &first);
        return (matches!(behind.kind, Kind::Name | Kind::Both) || unknown || lead >= Lead::Label)
            .then(|| extended(text, run, initials + 1, lead));
    }
    let last = run.len() - 1;
    // What is behind the first word, where the run goes no further.
    let roles = if last == 0 { behind(text, &first) } else { 0 };
    let known = run.get(1).is_some_and(|word| word.kind == Kind::Name);
    let yes = match first.kind {
        Kind::Name => true,
        Kind::Both => {
            lead >= Lead::Quoted && (lead >= Lead::Cue || comma(text, &first))
                || lead == Lead::Joined
                || known
                || run.get(1).is_some_and(|word| word.kind == Kind::Both && word.family)
                || roles & (HONOUR | AGENT) != 0
                || joins(text, &run[0])
        }
        Kind::Unknown => {
            let odd = ordinary_form(text, &first) || text[first.start..first.end].chars().count() < 3;
            match lead {
                Lead::Title => !odd || known || roles & (HONOUR | AGENT) != 0,
                Lead::Label => known || !odd && short_value(text, run),
                Lead::Cue => !odd && (known || led(text, run)),
                Lead::Quoted => !odd && last == 0 && comma(text, &first),
                _ => {
                    !odd && (run.get(1).is_some_and(|word| word.kind == Kind::Name && word.family)
                        || roles & HONOUR != 0 && script_of(text, &first) < 5 && roles & KIN == 0)
                }
            }
        }
        _ => false,
    };
    yes.then(|| extended(text, run, 1, lead))
}

fn sure_initial(text: &str, word: &Word) -> bool {
    word.roles == 0 && classes(hash(&text.as_bytes()[word.start..word.end])).level() == 0
}

/// How far the name goes on behind its first words.
fn extended(text: &str, run: &[Word], from: usize, lead: Lead) -> usize {
    let mut count = from.min(run.len());
    while count < run.len() {
        let word = &run[count];
        let known = run.get(count + 1).is_some_and(|word| word.kind == Kind::Name);
        let goes = match word.kind {
            Kind::Name | Kind::Initial => true,
            Kind::Both => word.family || known || behind(text, word) & (HONOUR | AGENT | CASE) != 0 || lead >= Lead::Label,
            Kind::Unknown => {
                !ordinary_form(text, word)
                    && (known
                        || lead >= Lead::Quoted && count < 3 && behind(text, word) & (HONOUR | AGENT | CASE | IS) != 0
                        || lead == Lead::Label && short_value(text, run)
                        || count < 3 && behind(text, word) & (HONOUR | AGENT) != 0
                        || lead >= Lead::Cue && count < 3 && comma(text, word))
            }
            Kind::Ordinary => false,
        };
        if !goes {
            break;
        }
        count += 1;
    }
    count
}

/// Whether what follows a cue is what follows a name: in Hindi and its neighbours a mark of case, the verb, or a comma.
fn led(text: &str, run: &[Word]) -> bool {
    let first = run[0];
    if script_of(text, &first) >= 4 {
        return true;
    }
    let last = run[run.len().min(2) - 1];
    [first, last]
        .iter()
        .any(|word| ends_line(text, word) || comma(text, word) || behind(text, word) & (HONOUR | AGENT | CASE | IS) != 0)
        || script_of(text, &first) == 1
}

/// Whether the value of a label is the run and nothing else.
fn short_value(text: &str, run: &[Word]) -> bool {
    run.len() < WORDS && {
        let last = run[run.len() - 1];
        ends_line(text, &last) || comma(text, &last)
    }
}

fn ends_line(text: &str, word: &Word) -> bool {
    let rest = text[word.end..].trim_start_matches([' ', '.']);
    rest.is_empty() || rest.starts_with(['\n', '\r', '।', ';', '|', ')', '/', '"', '\'', '}', '<', '(', '\t'])
}

fn comma(text: &str, word: &Word) -> bool {
    text[word.end..].starts_with([',', '!', '?'])
}

fn script_of(text: &str, word: &Word) -> u8 {
    text[word.start..].chars().next().and_then(script).unwrap_or(0)
}

/// A form that names seldom have.
fn ordinary_form(text: &str, word: &Word) -> bool {
    let written = &text[word.start..word.end];
    let endings = ORDINARY.get(usize::from(script_of(text, word))).copied().unwrap_or_default();
    endings.iter().any(|ending| written.ends_with(ending))
}

/// The roles of the word behind, where a space alone is between.
fn behind(text: &str, word: &Word) -> u16 {
    match next(text, word) {
        Some(at) => roles(hash(&text.as_bytes()[at..word_end(text, at)])),
        None => 0,
    }
}

/// Whether the word behind makes a place or a body of the name: `गांधी मार्ग`.
fn of_a_body(text: &str, last: &Word) -> bool {
    let Some(at) = next(text, last) else {
        return false;
    };
    let end = word_end(text, at);
    let word = &text[at..end];
    // With its endings: `சாலையில்`.
    word.char_indices()
        .map(|(n, c)| &word[..n + c.len_utf8()])
        .filter(|start| start.len() >= 9 || start.len() == word.len())
        .any(|start| roles(hash(start.as_bytes())) & BODY != 0)
}

/// Whether a word that joins and a name follow.
fn joins(text: &str, word: &Word) -> bool {
    let Some(at) = next(text, word) else {
        return false;
    };
    let and = Word {
        end: word_end(text, at),
        ..Word::default()
    };
    roles(hash(&text.as_bytes()[at..and.end])) & AND != 0
        && next(text, &and).is_some_and(|at| self::word(text, at).kind == Kind::Name)
}

/// Where the next word begins, if a space alone is between, or the dot of an initial.
fn next(text: &str, word: &Word) -> Option<usize> {
    let mut rest = &text[word.end..];
    if word.kind == Kind::Initial {
        rest = rest.trim_start_matches('.');
        if rest.len() + 2 < text.len() - word.end {
            return None;
        }
        rest = rest.strip_prefix(' ').unwrap_or(rest);
    } else {
        rest = rest.strip_prefix(' ')?;
        rest = rest.strip_prefix(' ').unwrap_or(rest);
    }
    rest.starts_with(letter).then(|| text.len() - rest.len())
}

/// The byte behind the word at `at`.
pub fn word_end(text: &str, at: usize) -> usize {
    let mut end = at;
    for c in text[at..].chars() {
        if !letter(c) {
            break;
        }
        end += c.len_utf8();
    }
    end
}

/// Reads the word at `at`.
fn word(text: &str, at: usize) -> Word {
    let end = word_end(text, at);
    let written = &text[at..end];
    let mut word = Word {
        start: at,
        end,
        ..Word::default()
    };
    if end - at > LONGEST {
        word.kind = Kind::Ordinary;
        return word;
    }
    word.roles = roles(hash(written.as_bytes()));
    if word.roles & (SHORT | TITLE) == 0 && text[end..].starts_with('.') && initial(written, word.roles) {
        word.kind = Kind::Initial;
    } else if word.roles & (CASE | AND | AGENT | IS) != 0 {
        word.kind = Kind::Ordinary;
    } else {
        (word.kind, word.family) = listed(written, word.roles);
        if word.kind == Kind::Unknown {
            stem(written, &mut word);
        }
    }
    word
}

/// What the lists know of a word, and whether it is a surname.
fn listed(written: &str, roles: u16) -> (Kind, bool) {
    let exact = classes(hash(written.as_bytes()));
    let ordinary = exact.level() > 0 || roles != 0;
    let (known, sure) = if exact.bits() == 0 {
        sounds(written)
    } else {
        (exact, true)
    };
    let kind = match (known.name(), ordinary || known.level() > 0) {
        (true, false) if sure => Kind::Name,
        (true, _) if sure || !ordinary => Kind::Both,
        (false, false) => Kind::Unknown,
        _ => Kind::Ordinary,
    };
    (kind, known.bits() & Classes::FAMILY != 0)
}

/// What a word is without the ending of a case, or by what it is made of.
fn stem(written: &str, word: &mut Word) {
    let Some(of) = written.chars().next().and_then(script).map(usize::from) else {
        return;
    };
    let made = FORMED.get(of).copied().unwrap_or_default();
    let formed = |written: &str| {
        made.iter().any(|ending| {
            let stem = written.strip_suffix(ending);
            stem.is_some_and(|stem| stem.chars().count() > 2 && letters(stem) > 1)
        })
    };
    if formed(written) {
        word.kind = Kind::Name;
        return;
    }
    for ending in ENDINGS.get(of).copied().unwrap_or_default() {
        let Some(stem) = written.strip_suffix(ending).filter(|stem| letters(stem) > 1) else {
            continue;
        };
        let (kind, family) = match listed(stem, roles(hash(stem.as_bytes()))) {
            (Kind::Name, family) if letters(stem) > 2 || ending.chars().count() > 2 => (Kind::Name, family),
            (Kind::Name, family) => (Kind::Both, family),
            (Kind::Unknown, _) if formed(stem) => (Kind::Name, false),
            other => other,
        };
        if kind != Kind::Unknown {
            (word.kind, word.family, word.ends) = (kind, family, true);
            return;
        }
    }
}

/// What is known of a word of these sounds, and whether they are enough to tell it by.
fn sounds(written: &str) -> (Classes, bool) {
    let Some(mut sounds) = Sounds::of(written).filter(|sounds| sounds.count() > 2) else {
        return (Classes::default(), false);
    };
    let own = classes(hash(sounds.own()));
    if own.bits() != 0 || sounds.count() < 4 {
        return (own, sounds.count() > 3);
    }
    let key = if sounds.script() == 5 {
        sounds.tamil()
    } else {
        sounds.any()
    };
    (classes(hash(key.bytes())), sounds.count() > 5)
}

/// Letters without signs.
fn letters(written: &str) -> usize {
    written.chars().filter(|c| u32::from(*c) & 0x7f < 0x3a).count()
}

/// Whether what a dot follows is an initial. Words that end a sentence are none, but those that are written like an
/// English letter.
fn initial(written: &str, roles: u16) -> bool {
    let letters = ["के", "जी", "ए", "ई", "ओ", "கே", "কে", "এ", "ই", "ও", "কে", "ಕೆ", "ಇ", "ಆ", "એ", "કે", "జి", "కె", "ఏ"];
    syllable(written) && (roles == 0 && classes(hash(written.as_bytes())).level() == 0 || letters.contains(&written))
}

/// A syllable, or the name of an English letter: `கோ`, `ಎಸ್`, `एस`.
fn syllable(written: &str) -> bool {
    let (mut letters, mut vowels, mut count, mut virama) = (0, 0, 0, false);
    for c in written.chars() {
        count += 1;
        match u32::from(c) & 0x7f {
            0x04..=0x14 => vowels += 1,
            0x15..=0x39 | 0x58..=0x5f | 0x7a..=0x7f => letters += 1,
            0x4d => virama = true,
            _ => {}
        }
    }
    count <= 4 && (letters + vowels <= 1 || vowels == 1 && letters == 1 || letters == 2 && virama && count == 3)
}

/// What stands before.
fn before(text: &str, at: usize) -> Lead {
    let mut rest = text[..at].trim_end_matches([' ', '*']);
    let unquoted = rest.trim_end_matches(['"', '\'', '“', '‘', '«']);
    let quoted = unquoted.len() < rest.len();
    if quoted {
        rest = unquoted.trim_end_matches(' ');
    }
    let nothing = if quoted { Lead::Quoted } else { Lead::Nothing };
    let Some(mark) = rest.chars().next_back() else {
        return nothing;
    };
    match mark {
        ':' | '=' | '-' | '–' | '—' | '\u{a789}' => {
            let label = rest.trim_end_matches([':', '=', '-', '–', '—', ' ', '"', '\'', '*']);
            let label = label.strip_suffix(')').map_or(label, |inside| {
                inside.rfind('(').filter(|open| inside.len() - open < 40).map_or(label, |open| inside[..open].trim_end())
            });
            let (word, _) = last_word(label);
            let what = stemmed(word);
            if what & (LABEL | KIN | SIGN) != 0 || latin_label(label) {
                Lead::Label
            } else if what & TITLE != 0 && mark != '-' {
                Lead::Title
            } else {
                nothing
            }
        }
        '.' | '॰' | '॥' | 'ः' => {
            let (word, _) = last_word(rest.trim_end_matches(['.', '॰', '॥', 'ः']));
            if roles(hash(word.as_bytes())) & TITLE != 0 || !word.is_empty() && title(hash(word.as_bytes())) > 0 {
                Lead::Title
            } else {
                nothing
            }
        }
        ',' | '\n' => {
            let line = rest.trim_end_matches([',', '\n', '\r', ' ']);
            let (word, start) = last_word(line);
            if stemmed(word) & SIGN != 0 {
                Lead::Label
            } else if mark == ',' && !word.is_empty() && self::word(text, start).kind == Kind::Name {
                Lead::Joined
            } else {
                nothing
            }
        }
        _ => {
            let (prior, start) = last_word(rest);
            if prior.is_empty() {
                return nothing;
            }
            if prior.is_ascii() {
                return if title(hash(prior.as_bytes())) > 0 {
                    Lead::Title
                } else if latin_label(rest) {
                    Lead::Cue
                } else {
                    nothing
                };
            }
            let what = roles(hash(prior.as_bytes()));
            if what & TITLE != 0 {
                Lead::Title
            } else if what & LABEL != 0 {
                if whose(&text[..start]) { Lead::Cue } else { Lead::Joined }
            } else if what & (KIN | SIGN) != 0 {
                Lead::Cue
            } else if what & AND != 0 && rest.len() - prior.len() > 1 {
                let (other, start) = last_word(text[..start].trim_end_matches(' '));
                if !other.is_empty() && matches!(self::word(text, start).kind, Kind::Name) {
                    Lead::Joined
                } else {
                    nothing
                }
            } else if what & IS != 0 {
                let (label, _) = last_word(text[..start].trim_end_matches(' '));
                if stemmed(label) & LABEL != 0 {
                    Lead::Cue
                } else {
                    nothing
                }
            } else {
                nothing
            }
        }
    }
}

/// Whether what is before a label says whose name it is, or the label begins a line.
fn whose(before: &str) -> bool {
    let rest = before.trim_end_matches(' ');
    let (word, start) = last_word(rest);
    if word.is_empty() {
        return rest.ends_with(['\n', ',', '|', '"', '.']) || rest.is_empty() || rest.ends_with('।');
    }
    let what = roles(hash(word.as_bytes()));
    let kin = |word: &str| {
        word.char_indices()
            .map(|(n, c)| &word[..n + c.len_utf8()])
            .any(|start| roles(hash(start.as_bytes())) & KIN != 0)
    };
    what & WHOSE != 0 || kin(word) || what & CASE != 0 && kin(last_word(rest[..start].trim_end_matches(' ')).0)
}

/// The roles of a word, or of what it is without an ending.
fn stemmed(word: &str) -> u16 {
    let what = roles(hash(word.as_bytes()));
    if what != 0 {
        return what;
    }
    word.char_indices()
        .skip(3)
        .map(|(n, _)| roles(hash(&word.as_bytes()[..n])) & (LABEL | SIGN))
        .fold(0, |all, what| all | what)
}

/// `Name`, `patient`, `naam`.
fn latin_label(label: &str) -> bool {
    let (word, _) = last_word(label);
    ["name", "naam", "patient", "applicant", "customer", "nominee"]
        .iter()
        .any(|known| word.eq_ignore_ascii_case(known))
        || word.len() > 4 && word.is_ascii() && word[word.len() - 4..].eq_ignore_ascii_case("name")
}

/// The last word of what stands before, in the scripts or in ASCII, and its place.
fn last_word(text: &str) -> (&str, usize) {
    let mut start = text.len();
    let ascii = text.ends_with(|c: char| c.is_ascii_alphabetic());
    for c in text.chars().rev() {
        let goes = if ascii { c.is_ascii_alphanumeric() } else { letter(c) };
        if !goes || text.len() - start > LONGEST {
            break;
        }
        start -= c.len_utf8();
    }
    (&text[start..], start)
}

#[cfg(test)]
mod tests {
    use super::super::model::Weights;
    use super::super::tagger::Tagger;

    /// The names that are found in a text, as the scanner asks for them.
    fn found(text: &str) -> Vec<String> {
        let mut tagger = Tagger::new(Weights { table: &[], bias: 0 });
        let mut names = Vec::new();
        let bytes = text.as_bytes();
        for at in 0..bytes.len() {
            if !bytes[at].is_ascii() && (at == 0 || bytes[at - 1].is_ascii()) {
                tagger.foreign(text, at, &mut |name| names.push(text[name.range].to_owned()));
            }
        }
        names
    }

    /// Each line marks its names.
    fn check(lines: &str) {
        let mut wrong = Vec::new();
        for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let names: Vec<_> = line.split("[").skip(1).filter_map(|part| part.split("]").next()).collect();
            let text = line.replace(['[', ']'], "");
            let found = found(&text);
            if found != names {
                wrong.push(format!("{line} -> {found:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn names_in_hindi_and_marathi() {
        check(
            "नमस्ते, मैं [सुरेश चौहान] बोल रहा हूँ
            [विनीता अग्रवाल] का पासवर्ड रीसेट कर दीजिए
            मेरा नाम [टिंकल] है
            श्रीमती [गुणवंती देवी] को सूचना दी जाती है
            डॉ. [हेमंत खुराना] से कल मिलना है
            पिता का नाम: [दुर्योधन महतो]
            [आशा] जी ने फॉर्म भर दिया
            [प्रेम] ने कहा कि वह नहीं आएगा
            मेरे भाई [अंशुमन] को बुलाओ
            [रोहन] और [ज्योति] कल आएंगे
            [ए. के. बंसल] ने आदेश दिया
            माझे नाव [रोहिणी पवार] आहे
            रुग्ण: [शेवंताबाई मोरे], वय ७०
            भवदीय, [संजीव नेगी]
            [इकबाल अंसारी] और [फरहाना] ने शिकायत की",
        );
    }

    #[test]
    fn what_is_no_name_in_hindi() {
        check(
            "आशा है सब ठीक होगा
            शांति बनाए रखें
            नाम और पता साफ लिखें
            नेहरू पार्क कहाँ है?
            राजीव चौक मेट्रो स्टेशन पर मिलो
            खाता किस शाखा में है
            आज मौसम बहुत अच्छा है
            नाम: साफ अक्षरों में लिखें
            मेरी बेटी स्कूल गई है",
        );
    }

    #[test]
    fn names_in_tamil_and_malayalam() {
        check(
            "என் பெயர் [பொன்மணி]
            [சங்கர்] நேற்று வந்தார்
            திரு. [வேங்கடாசலம்] அவர்கள் வந்தார்
            தாயார் பெயர்: [சிவகாமி]
            [கே. எஸ். ரவிக்குமார்] இயக்கிய படம்
            [மீனாவுக்கு] பணம் அனுப்பு
            என் மனைவி [அமுதவல்லி] வந்தாள்",
        );
        check(
            "എന്റെ പേര് [സുനിൽ കുമാർ]
            ശ്രീ [രാഘവൻ നായർ] വന്നു",
        );
        check(
            "காந்தி சிலை அருகில் நில்
            பெயர் மற்றும் முகவரி எழுதுக
            நேரு நகர் எங்கே உள்ளது
            அமைதி வேண்டும்",
        );
    }

    #[test]
    fn names_in_telugu_and_kannada() {
        check(
            "నా పేరు [గోవర్ధన్ రెడ్డి]
            శ్రీ [పోలిశెట్టి] గారు వచ్చారు
            [సునీతకు] డబ్బు పంపండి
            మా అన్నయ్య [కిషోర్] వచ్చాడు
            [కె. చంద్రశేఖర్ రావు] మాట్లాడారు
            ನನ್ನ ಹೆಸರು [ತಿಪ್ಪೇಸ್ವಾಮಿ]
            ಶ್ರೀಮತಿ [ಕಮಲಮ್ಮ] ಅವರು ಬಂದರು
            [ಸುರೇಶನಿಗೆ] ಹೇಳಿ
            ರೋಗಿ: [ದುರ್ಗಪ್ಪ]
            [ಡಿ. ವಿ. ಗುಂಡಪ್ಪ] ಬರೆದರು",
        );
        check(
            "నెహ్రూ నగర్ ఎక్కడ ఉంది?
            పేరు మరియు చిరునామా రాయండి
            శాంతి ముఖ్యం
            ಹೆಸರು ಮತ್ತು ವಿಳಾಸ ಬರೆಯಿರಿ
            ನೆಹರು ನಗರ ಎಲ್ಲಿದೆ?
            ನನ್ನ ಹೆಸರು ಪಟ್ಟಿಯಲ್ಲಿ ಇದೆ",
        );
    }

    #[test]
    fn names_in_bengali_and_gujarati() {
        check(
            "আমার নাম [তন্ময় ঘোষাল]
            শ্রীমতী [কাবেরী সান্যাল] এসেছেন
            [অমিতকে] টাকা দিন
            ডাঃ [অরিন্দম কর] কাল আসবেন
            পিতার নাম: [যোগেন্দ্রনাথ মাহাতো]
            [শফিকুল ইসলাম] ফোন করেছেন
            મારું નામ [નીરવ ઠક્કર] છે
            શ્રીમતી [જશોદાબેન] આવ્યા
            [હાર્દિકને] ફોન કરો
            દર્દી: [ભીખાભાઈ વસાવા]
            [આશા] અને [રમેશ] આવ્યા",
        );
        check(
            "আশা করি ভালো আছেন
            নাম ও ঠিকানা লিখুন
            নেহরু নগর কোথায়
            શાંતિ રાખો
            નામ અને સરનામું લખો
            ગાંધી રોડ પર દુકાન છે",
        );
    }

    #[test]
    fn other_scripts_and_initials() {
        check(
            "ਮੇਰਾ ਨਾਮ [ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ] ਹੈ
            ମୋର ନାମ [ପ୍ରକାଶ ସାହୁ]
            Mr [रमेश] came
            Name: [रमेश कुमार]
            टी.टी.पी. प्रोक्सी
            काम हो गया है. बाकी कल",
        );
    }

    #[test]
    fn a_long_word_and_a_long_text_are_read_once() {
        let long = "क".repeat(100_000);
        assert!(found(&long).is_empty());
        assert!(found(&"क. ".repeat(20_000)).is_empty());
    }
}
