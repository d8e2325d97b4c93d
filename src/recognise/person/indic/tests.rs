//! Sentences with the names marked.

use super::super::model::Weights;
use super::super::tagger::Tagger;
use super::letters::{letter_of, letters_in};
use super::{Kind, is_ordinary, letter, mark, word, word_end};

/// The names that are found in a text, as the scanner asks for them.
fn found(text: &str) -> Vec<String> {
    let mut tagger = Tagger::new(Weights {
        table: &[0; super::super::model::COUNT],
        bias: 0,
    });
    let mut names = Vec::new();
    let bytes = text.as_bytes();
    for at in 0..bytes.len() {
        if !bytes[at].is_ascii() && (at == 0 || bytes[at - 1].is_ascii()) {
            tagger.foreign(text, at, &mut |name| {
                names.push(text[name.range].to_owned())
            });
        }
    }
    names
}

/// Each line marks its names.
fn check(lines: &str) {
    let mut wrong = Vec::new();
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let names: Vec<_> = line
            .split("[")
            .skip(1)
            .filter_map(|part| part.split("]").next())
            .collect();
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

#[test]
fn a_letter_is_told_by_its_bytes_as_by_its_number() {
    for c in '\u{0}'..=char::MAX {
        let mut bytes = [0; 4];
        let written = c.encode_utf8(&mut bytes);
        if let Ok(three) = <[u8; 3]>::try_from(written.as_bytes()) {
            assert_eq!(letter_of(three), letter(c), "{c:?}");
        } else {
            assert!(!letter(c), "{c:?}");
        }
        if mark(c) {
            assert!(
                !letter(c) && !c.is_alphabetic() && !c.is_uppercase(),
                "{c:?}"
            );
        }
    }
}

#[test]
fn an_ordinary_word_is_one_in_every_reading() {
    let words = [
        "है",
        "का",
        "बाजार",
        "आशा",
        "राम",
        "नाम",
        "जी",
        "।",
        "के.",
        "और",
        "ए.",
        "மற்றும்",
        "\u{200d}",
    ];
    for one in words {
        for two in words {
            for text in [format!("{one} {two}"), format!("{one}{two}")] {
                let read = word(&text, 0);
                if is_ordinary(&text, 0, read.end) {
                    assert_eq!(read.kind, Kind::Ordinary, "{text}");
                }
            }
        }
    }
}

#[test]
fn two_letters_at_once_are_told_as_one_by_one() {
    let pieces = [
        "क", "ि", "ऱ", "९", "।", "॰", "ఱ", "\u{d7f}", "\u{d80}", "\u{200d}", "\u{200b}", "a", ".",
        "é", "\u{0}", "😀",
    ];
    for one in pieces {
        for two in pieces {
            for three in pieces {
                let text = format!("{one}{two}{three}");
                let letters = text.chars().take_while(|c| letter(*c));
                let end = letters.map(char::len_utf8).sum::<usize>();
                assert_eq!(word_end(&text, 0), end, "{text:?}");
                if let Some(eight) = text.as_bytes().first_chunk() {
                    assert!(
                        3 * letters_in(u64::from_le_bytes(*eight)) <= end,
                        "{text:?}"
                    );
                }
            }
        }
    }
}
