//! What the examples of the crate print, and that they fail as they say. Those with dependencies of their own are held
//! by `examples/run`.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use parda::{Entity, Scanner};

#[allow(dead_code, reason = "its `main` is run by cargo alone")]
#[path = "../examples/neural_recogniser.rs"]
mod neural_recogniser;

use neural_recogniser::{
    Label, ModelError, NeuralNames, Table, Token, TokenClassifier, engine, run,
};

#[test]
fn neural_recogniser_prints_what_its_model_finds() {
    let mut printed = Vec::new();
    run(&mut printed).expect("it runs");
    assert_eq!(
        String::from_utf8(printed).expect("UTF-8"),
        "PERSON  0..20 0.93 neural-model\n\
         EMAIL   22..36 0.99 address\n\
         PERSON  47..71 0.84 neural-model\n\
         PERSON  76..83 0.88 neural-model\n\
         NAME_acspzoxni <EMAIL_xzalynpzo> wrote to NAME_bhporlerm and NAME_lqktriveq: is Ember a colour?\n\
         not sent: the recogniser of PERSON failed: it does not answer; nothing was released\n\
         NAME_lqktriveq again\n"
    );
}

#[test]
fn a_name_is_whole_wherever_a_window_of_the_model_ends() {
    let scanner = Scanner::builder()
        .only([])
        .recogniser(NeuralNames::new(Arc::new(Table::default()), 0.6))
        .build()
        .expect("a scanner");
    // One word without a space is longer than the model reads at once; its characters have three bytes each.
    for before in ["and so on, ", "क ख ", "क"] {
        for words in 0..80 {
            let before = before.repeat(words);
            let text = format!("{before} Tzipora Quillfeather {before}");
            let found = scanner.scan(&text);
            let names: Vec<_> = found.iter().map(|name| name.expose()).collect();
            assert_eq!(names, ["Tzipora Quillfeather"], "{text}");
            assert_eq!(found[0].range().start, before.len() + 1);
        }
    }
}

/// Labels one token, whatever the text.
struct Says(Range<usize>, f32);

impl TokenClassifier for Says {
    fn window(&self) -> usize {
        128
    }

    fn classify(&self, _: &str) -> Result<Vec<Token>, ModelError> {
        let (chars, label) = (self.0.clone(), Label::Inside);
        Ok(vec![Token {
            chars,
            label,
            probability: self.1,
        }])
    }
}

#[test]
fn nothing_is_released_that_the_model_did_not_read() {
    let redacted = |says: Says| {
        let engine = engine(Arc::new(says)).expect("an engine");
        let session = engine.session("one").expect("a session");
        session
            .redact("कोई Zephrax")
            .map(|text| text.text().to_owned())
    };
    let hidden = redacted(Says(4..11, 0.6)).expect("redacted");
    assert!(hidden.starts_with("कोई NAME_"), "{hidden}");
    assert_eq!(
        redacted(Says(4..11, 0.59)).expect("redacted"),
        "कोई Zephrax"
    );
    for (says, why) in [
        (Says(4..12, 0.9), "outside the text"),
        (Says(Range { start: 5, end: 4 }, 0.9), "before it begins"),
        (Says(4..11, f32::NAN), "a probability"),
        (Says(4..11, 1.5), "a probability"),
    ] {
        let error = redacted(says).expect_err("an error").to_string();
        assert!(error.contains(why) && !error.contains("Zephrax"), "{error}");
    }
}

#[test]
fn a_model_that_answers_again_is_used_again() {
    let model = Arc::new(Table::default());
    let engine = engine(model.clone()).expect("an engine");
    let session = engine.session("one").expect("a session");
    model.down.store(true, Ordering::Relaxed);
    let error = session.redact("Zephrax").expect_err("an error");
    assert_eq!(error.failed_recogniser(), Some(Entity::PERSON));
    // Several texts at once, and the failing one is not the first.
    let all = session.redact_all(["", "Zephrax"]).map(|_| ());
    assert!(all.expect_err("an error").is_retryable());
    model.down.store(false, Ordering::Relaxed);
    let text = session.redact("Zephrax").expect("redacted");
    assert_eq!(text.replacements()[0].entity(), Entity::PERSON);
}
