//! Texts with what the library makes of them, line by line in `tests/data/FOLDER/*.txt`.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

#[path = "escapes.rs"]
mod escapes;

pub use escapes::unescape;

/// Differences that are shown.
const SHOWN: usize = 20;

/// Characters that have no ink of their own, besides white space and controls.
const HIDDEN: &[(u32, u32)] = &[
    (0xAD, 0xAD),
    (0x300, 0x36F),
    (0x61C, 0x61C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x20D0, 0x20F0),
    (0x3164, 0x3164),
    (0xE000, 0xF8FF),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFFF),
    (0x1D173, 0x1D17A),
    (0xE0000, 0x10FFFF),
];

/// One line for a text. Marks of findings, and what an editor would not show, are escaped.
pub fn escape(text: &str) -> String {
    let mut line = String::new();
    for c in text.chars() {
        let code = u32::from(c);
        let hidden = c != ' ' && (c.is_whitespace() || c.is_control())
            || HIDDEN
                .iter()
                .any(|(from, to)| (*from..=*to).contains(&code));
        match c {
            '\n' => line.push_str("\\n"),
            '\r' => line.push_str("\\r"),
            '\t' => line.push_str("\\t"),
            '\\' => line.push_str("\\\\"),
            '«' | '»' | '‹' | '›' => write!(line, "\\u{{{code:x}}}").expect("room"),
            _ if hidden => write!(line, "\\u{{{code:x}}}").expect("room"),
            _ => line.push(c),
        }
    }
    line
}

/// Compares each line of the folder's files with what `made` makes of it now. With PARDA_TAKE set it is written instead.
pub fn hold(folder: &str, made: impl Fn(&str) -> String) {
    let take = std::env::var_os("PARDA_TAKE").is_some();
    let place = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data")
        .join(folder);
    let mut files: Vec<_> = fs::read_dir(place)
        .expect("the folder")
        .map(|file| file.expect("a file").path())
        .collect();
    files.sort();
    let (mut lines, mut wrong) = (0, Vec::new());
    for path in files {
        let name = path.file_name().expect("a name").to_string_lossy();
        let source = fs::read_to_string(&path).expect("text");
        let mut all = String::new();
        for (number, was) in source.lines().enumerate() {
            let now = match was.starts_with('#') || was.is_empty() {
                true => was.to_owned(),
                false => made(was),
            };
            // What would be a remark is none.
            let now = match (was.starts_with('#'), now.strip_prefix('#')) {
                (false, Some(rest)) => format!("\\u{{23}}{rest}"),
                _ => now,
            };
            if now != was {
                wrong.push(format!("{name}:{}\n  was: {was}\n  now: {now}", number + 1));
            }
            lines += 1;
            all.push_str(&now);
            all.push('\n');
        }
        if take {
            fs::write(&path, all).expect("written");
        }
    }
    assert!(lines > 0, "nothing is held");
    if take {
        return println!("{} lines taken; read the difference", wrong.len());
    }
    assert!(
        wrong.is_empty(),
        "{} lines differ. If that is meant, set PARDA_TAKE=1 for this test and read the difference.\n{}",
        wrong.len(),
        wrong[..wrong.len().min(SHOWN)].join("\n")
    );
}
