//! Clean text costs no allocation: not in the scan, not in redact, not in restore.

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
