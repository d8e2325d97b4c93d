//! Disguised values: the exact span that is found, and the ordinary text in which nothing is.

#![allow(clippy::expect_used)]

use parda::{Entity, Scanner};
use proptest::prelude::*;

/// Finds `entity` in a text with `«»` around the one value that it holds.
fn check(scanner: &Scanner, entity: Entity, marked: &str) {
    let text = marked.replace(['«', '»'], "");
    let wanted: Vec<&str> = marked
        .split('«')
        .skip(1)
        .filter_map(|part| part.split_once('»'))
        .map(|(value, _)| value)
        .collect();
    let found: Vec<&str> = scanner
        .scan(&text)
        .iter()
        .filter(|finding| finding.entity() == entity)
        .map(|finding| finding.expose())
        .collect();
    assert_eq!(found, wanted, "{text:?}");
}

#[test]
fn the_span_is_the_value_as_it_stands() {
    let scanner = Scanner::new();
    for (entity, marked) in [
        (
            Entity::EMAIL,
            r#"{"text": "write to\n«asha@example.com»\nplease"}"#,
        ),
        (Entity::EMAIL, r#"{"mail": "«asha\u0040example.com»"}"#),
        (Entity::EMAIL, "GET /u?email=«asha%40example.com»&x=1"),
        (Entity::EMAIL, "GET /u?q=to%3A«asha%40example.com»%20now"),
        (Entity::EMAIL, "a «asha%2540example.com» twice"),
        (
            Entity::EMAIL,
            "<p>&lt;«asha&#64;example&period;com»&gt;</p>",
        ),
        (Entity::EMAIL, "mail «asha&amp;#64;example.com» now"),
        (Entity::EMAIL, r"mail «asha\_rao@example.com» now"),
        (Entity::EMAIL, "mail «ａｓｈａ＠ｅｘａｍｐｌｅ．ｃｏｍ» now"),
        (Entity::EMAIL, "mail «asha.rao=40example=2Ecom» now"),
        (Entity::EMAIL, "mail «asha@exam=\nple.com» now"),
        (Entity::EMAIL, "mail «asha [at] example [dot] com» now"),
        (Entity::EMAIL, "mail «asha (at) example.co.in», thanks"),
        (
            Entity::EMAIL,
            "mail «asha dot rao at example dot com» thanks",
        ),
        (Entity::EMAIL, "ईमेल «asha@example.com»। धन्यवाद"),
        (Entity::EMAIL, "ईमेल«asha@example.com»है"),
        (Entity::AADHAAR, "आधार: «५३९८ २१७४ ६५०२»।"),
        (Entity::AADHAAR, "«53\u{200b}98 2174 65\u{200b}02»"),
        (Entity::AADHAAR, "\u{200b}«5398 21\u{200b}74 6502»\u{200b}"),
        (Entity::AADHAAR, "«5398\u{a0}–\u{a0}2174\u{a0}–\u{a0}6502»"),
        (Entity::AADHAAR, "«5398.2174.6502»."),
        (Entity::AADHAAR, "Aadhaar «5398 - 2174 - 6502»"),
        (Entity::AADHAAR, "Aadhaar no «539 821 746 502» ok"),
        (Entity::AADHAAR, "Aadhaar is «5398 2174\r\n6502» ok"),
        (Entity::AADHAAR, "aadhaar=«5398+2174+6502»&x=1"),
        (Entity::AADHAAR, "aadhaar=«5398%202174%206502»"),
        (Entity::AADHAAR, "q=aadhaar%3D«539821746502»%26x"),
        (Entity::AADHAAR, r#"{"t": "Aadhaar:\n«539821746502»\n"}"#),
        (
            Entity::AADHAAR,
            r#"{"t": "\u0906\u0927\u093e\u0930 «\u096b\u0969\u096f\u096e \u0968\u0967\u096d\u096a \u096c\u096b\u0966\u0968»"}"#,
        ),
        (Entity::AADHAAR, "scan_«5398_2174_6502»_front.jpg aadhaar"),
        (
            Entity::AADHAAR,
            "my aadhaar is «five three nine eight two one seven four six five zero two» ok",
        ),
        (
            Entity::AADHAAR,
            "aadhaar «paanch teen nau aath do ek saat chaar chhe paanch shunya do»",
        ),
        (
            Entity::AADHAAR,
            "आधार «पाँच तीन नौ आठ दो एक सात चार छह पाँच शून्य दो» है",
        ),
        (
            Entity::CARD,
            "card «four triple one four ones» no «4111 1111 1111 1111»"
                .split_once("no ")
                .map_or("", |(_, rest)| rest),
        ),
        (Entity::CARD, "card «4111/1111/1111/1111»"),
        (Entity::CARD, "card «4ll1 1111 l111 1111» ok"),
        (Entity::CARD, "card «4111  1111  1111  1111» ok"),
        (Entity::PAN, "PAN «ＡＢＣＰＥ１２３４Ｆ»"),
        (Entity::PAN, "PAN «АВСРE1234F»"),
        (Entity::PAN, "pan«ABCPE1234F»verified"),
        (Entity::PAN, "PAN: «ABCPE 1234 F»"),
        (Entity::PAN, "PAN: «ABCPE-1234-F»"),
        (Entity::PAN, r#"{"t": "PAN\n«ABCPE1234F»\n"}"#),
        (Entity::PAN, "PAN «A B C P E 1 2 3 4 F» ok"),
        (Entity::PAN, "PAN «ABC\u{ad}PE12\u{ad}34F»"),
    ] {
        check(&scanner, entity, marked);
    }
}

#[test]
fn ordinary_text_holds_no_disguised_value() {
    let scanner = Scanner::new();
    for text in [
        "He said—“that’s it”—and left in 1984–85… 2019  2020  2021",
        "versions 1.2.3 and 10.20.30.40, dates 12/05/2024 and 2024.05.12, £1,234.56",
        "scores: 4111  1111  1111  1111  9999",
        "4111\n1111\n1111\n1111",
        "5398\n2174\n6502",
        "id,a,b,c\n1,5398,2174,6502\n",
        "| 5398 | 2174 | 6502 |",
        "5398\t2174\t6502",
        "5398, 2174, 6502",
        "x = [5398, 2174, 6502]",
        "<td>5398</td><td>2174</td><td>6502</td>",
        "192.168.100.200 255.255.255.0 8.8.8.8",
        "look at example dot com, or visit us at example.com",
        "see you at home.in time",
        "we meet at bookmyshow.com at 5",
        "def f(at): return a[at] + b.com",
        "one two three four five six seven eight nine",
        "one, two, buckle my shoe; three, four, knock at the door; five six seven eight nine ten",
        "a b c d e f g h i j k l m n o p",
        "1 0 1 1 0 1 0 0 1 0 1 1 0 1",
        "IMG_20240115_103000_1234.jpg video_1699999999999.mp4",
        "sha256:5398217465025398217465025398217465025398217465025398217465025398",
        "commit 539821746502abcdef539821746502abcdef5398 fixed",
        "TOTAL 1234 A and CABLE-1234-A",
        "XXABCPE1234FYY ABCPEOOIIF 27ABCPE1234F1ZZ",
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk",
        "SGVsbG8gd29ybGQsIHRoaXMgaXMgdGV4dA==",
        "👨\u{200d}👩\u{200d}👧 1\u{fe0f}\u{20e3}2\u{fe0f}\u{20e3}3\u{fe0f}\u{20e3}",
        "سنة ١٩٨٤ و ٢٠٢٤",
        "मैं १५ अगस्त १९४७ को पैदा हुआ, कुल ₹१,२३,४५६ खर्च",
        "10 000 000 km, 1\u{202f}234\u{202f}567 €",
        r"C:\new\539\table\2174 \d{4}\s?\d{4}",
        "2**10**3 = x**2**5398",
    ] {
        let mut found = scanner.scan(text);
        // An address of a host is what it is, in its plain spelling.
        found.retain(|finding| finding.entity().label() != "IP_ADDRESS");
        assert!(found.is_empty(), "{text:?}: {found:?}");
    }
}

/// Pieces of which hostile text is made.
fn piece() -> impl Strategy<Value = String> {
    let fixed = prop::sample::select(vec![
        "5398",
        "2174",
        "6502",
        "4111",
        "1111",
        "ABCPE",
        "1234F",
        "asha",
        "@",
        "example.com",
        " at ",
        " dot ",
        "[at]",
        "(dot)",
        "%40",
        "%25",
        "%E0%A5%AB",
        "&#64;",
        "&amp;",
        "&nbsp;",
        r"\u0040",
        r"\n",
        r"\\",
        "=40",
        "=\n",
        "=3D",
        "**",
        "<b>",
        "</b>",
        "\u{200b}",
        "\u{ad}",
        "५",
        "٣",
        "–",
        "\u{a0}",
        "\u{2009}",
        "а",
        "О",
        "ａ",
        "＠",
        "\u{301}",
        "𝟗",
        " ",
        "  ",
        "\n",
        "-",
        ".",
        "/",
        "_",
        "+",
        "one ",
        "double ",
        "nine ",
        "नौ ",
        "A B C ",
        "5 3 9 ",
        "l",
        "O",
        "NTM5OCAyMTc0IDY1MDI=",
        "aadhaar ",
        "card ",
        "email ",
        "\"",
        ",",
        ":",
        "👨\u{200d}👩",
        "क्\u{200d}ष",
        "é",
    ])
    .prop_map(str::to_owned);
    prop_oneof![9 => fixed, 1 => ".{0,3}"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn findings_of_hostile_text_are_sound(pieces in prop::collection::vec(piece(), 0..60)) {
        let text = pieces.concat();
        let found = Scanner::new().scan(&text);
        let mut last = 0;
        for finding in &found {
            let range = finding.range();
            prop_assert!(last <= range.start && range.start < range.end && range.end <= text.len());
            prop_assert_eq!(&text[range.clone()], finding.expose());
            last = range.end;
        }
    }
}
