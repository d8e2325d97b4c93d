//! Clean text costs no allocation: not in the scan, not in redact, not in restore. What has values costs few, however many.

#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use parda::{Engine, Key, MemoryVault, Scanner};

/// The system's allocator, which counts what this thread asks of it.
struct Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: every call goes to the system's allocator unchanged; counting touches a thread-local integer only.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = COUNT.try_with(|count| count.set(count.get() + 1));
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations(run: impl FnOnce()) -> usize {
    let before = COUNT.with(Cell::get);
    run();
    COUNT.with(Cell::get) - before
}

const CLEAN: &[&str] = &[
    "",
    "The order is late, and nobody knows why; it was due at 10:45 on the 3rd.",
    "fn main() { let total = items.iter().map(|i| i.price * 3).sum::<u64>(); }",
    "कृपया मेरी शिकायत दर्ज करें, धन्यवाद।",
    "let total_of_all = MAX_LEN - self.first_part_of(the_list);",
    "{\"level\":\"info\",\"status\":200,\"ms\":12.5}",
];

#[test]
fn clean_text_allocates_nothing() {
    let scanner = Scanner::new();
    let engine = Engine::builder()
        .key(Key::generate().expect("randomness"))
        .vault(MemoryVault::new())
        .build()
        .expect("an engine");
    let session = engine.session("scope").expect("a scope");
    // A first secret makes the scope's header, which is kept from then on.
    let _ = session.redact("asha@example.com").expect("redacted");
    for text in CLEAN {
        assert_eq!(
            allocations(|| assert!(scanner.scan(text).is_empty(), "{text}")),
            0,
            "scan of {text:?}"
        );
        let redact = || assert_eq!(session.redact(text).expect("redacted").text(), *text);
        assert_eq!(allocations(redact), 0, "redact of {text:?}");
        let restore = || assert_eq!(session.restore(text).expect("restored").expose(), *text);
        assert_eq!(allocations(restore), 0, "restore of {text:?}");
    }
    // Nor where people are known, who are looked for at each capital.
    let _ = session.redact("My name is Ravi Kumar.").expect("redacted");
    for text in CLEAN {
        let redact = || assert_eq!(session.redact(text).expect("redacted").text(), *text);
        assert_eq!(allocations(redact), 0, "redact of {text:?}, people known");
    }
    assert!(
        allocations(|| drop(scanner.scan("asha@example.com"))) > 0,
        "the counter counts"
    );
}

/// A prompt with that many values, none twice.
fn prompt(values: usize) -> String {
    (0..values)
        .map(|n| format!("Please write to person{n}@example.com about the order, and soon. "))
        .collect()
}

#[test]
fn a_prompt_costs_few_allocations_however_many_values_it_has() {
    let engine = Engine::builder()
        .key(Key::generate().expect("randomness"))
        .vault(MemoryVault::new())
        .build()
        .expect("an engine");
    let session = engine.session("scope").expect("a scope");
    for values in [1, 4, 16, 64, 256] {
        let text = prompt(values);
        // The list of what was seen and that of what was found: each grows with the logarithm of the values.
        let scan = allocations(|| drop(engine.scanner().scan(&text)));
        // New values are sealed and stored; a conversation is sent again with each turn.
        let first = allocations(|| drop(session.redact(&text).expect("redacted")));
        let again = allocations(|| drop(session.redact(&text).expect("redacted")));
        println!("{values} values: scan {scan}, redact {first}, again {again}");
        assert!(
            again <= 3 + scan / 2,
            "{values} values: {again}, scan {scan}"
        );
        assert!(first <= 380 + 8 * values, "{values} values: {first}");
    }
}
