//! Where a token would be sent to others, and where it is read.

use super::*;
use crate::documents::Dice;

/// However a text is cut, what is known of the next place is the same: skipping is only faster.
#[test]
fn reading_at_once_knows_what_reading_byte_by_byte_knows() {
    let pieces = [
        "word ", "a.b/c", "](", ")", "]: ", "<a href=", "\"", "'", ">", "\n", " ", "http:", "//",
        "mailto:", "\\", "\r\n", "x", "www.", "[b", "é ", ":", "\"to\": ", "?", "\n\n",
    ];
    let mut dice = Dice::new(11);
    for sink in [Sink::Reader, Sink::Tool("t".into())] {
        let delivery = Delivery::to(sink);
        for _ in 0..30_000 {
            let text: String = (0..dice.below(14))
                .map(|_| pieces[dice.below(pieces.len())])
                .collect();
            let mut fast = Surroundings::new(&delivery);
            let mut slow = Surroundings::new(&delivery);
            let cut = (0..=text.len() / 2)
                .rev()
                .find(|at| text.is_char_boundary(*at));
            let (one, other) = text.split_at(cut.unwrap_or(0));
            fast.read(one);
            fast.read(other);
            text.bytes().for_each(|byte| slow.byte(byte));
            for behind in ["", ")", ".org", " x"] {
                assert_eq!(fast.is_url(behind), slow.is_url(behind), "{text:?}");
            }
        }
    }
}

fn in_url(sink: Sink, text: &str, behind: &str) -> bool {
    let mut surroundings = Surroundings::new(&Delivery::to(sink));
    surroundings.read(text);
    surroundings.is_url(behind)
}

#[test]
fn what_would_be_sent_to_others_is_told_from_what_is_read() {
    let sent = [
        // Schemes, hosts and paths.
        "https:",
        "HTTP:",
        "ftp:",
        "ws:",
        "wss:",
        "data:",
        "file:",
        "blob:",
        "javascript:",
        "intent:",
        "xhttp:",
        "//",
        "/\\",
        "\\/",
        "a.b/",
        "a.b?",
        "a.b#",
        "é.b/",
        "a.b/c",
        "9.b/x",
        "www.",
        "WWW.",
        "xwww.",
        "see https://e.example/?q=",
        "x https:y",
        // Targets, until what opened is closed or a line is empty.
        "](",
        "[a](b",
        "[a](b(c)",
        "[a](b c",
        "[a](\n",
        "[a](b\nc\n",
        "[a](b\r\nc",
        "](mailto",
        "](mailtox:",
        "](xmailto:",
        "](1mailto:",
        "](ma.mailto:",
        "](mailto:a",
        "](tel:1",
        "](x:",
        "](mail-to:",
        // Definitions.
        "[b]: x",
        "[b]:x",
        "[b]:\nx",
        "[b]: <x",
        // Attributes.
        "<a b=",
        "<a b=\"",
        "<a b='x",
        "<a b='\"",
        "<a b=\">",
        "<a b=c d",
        "</a b=",
        "<a/b=",
        "<<a b=",
        "<a\tb=",
        "<a\nb=",
        "<a\rb=",
        "<a\x0cb=",
        "<a b=c\n",
    ];
    for text in sent {
        for behind in ["", ")", "x"] {
            assert!(in_url(Sink::Reader, text, behind), "{text:?} {behind:?}");
        }
    }
    let read = [
        "",
        "word",
        "see: ",
        "note:",
        "tp:",
        "ps:",
        "mailto:",
        "a/",
        "?",
        "a#",
        "./",
        "a.b",
        "a. b/",
        "\\\\",
        "\\_",
        "www",
        "ww.",
        "aww.",
        "https://e.example/ ",
        "https://e.example\n",
        "https://e.example\t",
        "https://e.example\r",
        "https://e.example\x0c",
        "https:> ",
        "//<",
        "] (",
        "[a]",
        "[a](b)",
        "[a](b(c))",
        "[a](\n\n",
        "[a](\n \n",
        "[a](b\r\n\r\n",
        "(",
        "a(b",
        "[b]:",
        "[b]: ",
        "[b]: x ",
        "[b]: x y",
        "[b]:\n\nx",
        "b: x",
        "] : x",
        "<",
        "<a",
        "<a ",
        "<a b",
        "< a=",
        "< a b=",
        "<1a b=",
        "<1 b=",
        "<é b=",
        "<a=",
        "<a b=c>",
        "<a b='x'",
        "<a b=\">\">",
        "<a b='x' c",
        "a=",
        "x>",
    ];
    for text in read {
        assert!(!in_url(Sink::Reader, text, ""), "{text:?}");
    }
    // A mail or a call goes to whom the token stands for, and to nobody else.
    for (text, behind, url) in [
        ("](mailto:", ")", false),
        ("](MAILTO:", ")", false),
        ("](tel:", ")", false),
        ("](mailto:", "", true),
        ("](mailto:", "?cc=", true),
        ("](mailto:a", ")", true),
        ("](mailto:tel:", ")", true),
        ("](1mailto:", ")", true),
        ("](xmailto:", ")", true),
        ("[a](x:b) ](mailto:", ")", false),
        ("mailto:", ")", false),
        ("", ".org", true),
        ("", ".9", true),
        ("", ".", false),
        ("", ". x", false),
        ("", "org", false),
    ] {
        assert_eq!(
            in_url(Sink::Reader, text, behind),
            url,
            "{text:?} {behind:?}"
        );
    }
    // In JSON each string is for itself.
    let tool = || Sink::Tool("mail".into());
    let json = "{\"u\":\"https://e.example/\",\"to\":\"";
    assert!(in_url(Sink::Reader, json, "") && !in_url(tool(), json, ""));
    assert!(in_url(tool(), "{\"u\":\"https://e.example/\\\"", ""));
}

#[test]
fn a_value_stays_a_value_where_it_is_written() {
    let value = "a-Z.0_~ \"\\/<&>'\n\r\t\u{1}\u{1f} é";
    for (escaping, wanted) in [
        (Escaping::None, value),
        (
            Escaping::Json,
            "a-Z.0_~ \\\"\\\\/<&>'\\n\\r\\t\\u0001\\u001f é",
        ),
        (
            Escaping::Html,
            "a-Z.0_~ &quot;\\/&lt;&amp;&gt;&#39;\n\r\t\u{1}\u{1f} é",
        ),
        (
            Escaping::Percent,
            "a-Z.0_~%20%22%5C%2F%3C%26%3E%27%0A%0D%09%01%1F%20%C3%A9",
        ),
    ] {
        let mut out = "x".to_owned();
        escaping.write(value, &mut out);
        assert_eq!(&out[1..], wanted);
    }
}
