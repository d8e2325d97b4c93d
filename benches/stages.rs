//! What each stage costs, so that a regression has an address: `cargo bench --bench stages`.

mod support;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use parda::{Delivery, Engine, Key, MemoryVault, Scanner, Sink};
use support::corpora;

const PROMPT: usize = 4 << 10;

fn engine() -> Engine<MemoryVault> {
    Engine::builder()
        .key(Key::generate().expect("randomness"))
        .vault(MemoryVault::new())
        .build()
        .expect("an engine")
}

fn scan(c: &mut Criterion) {
    let scanner = Scanner::new();
    let mut group = c.benchmark_group("scan");
    for (name, text) in [
        ("clean", corpora::clean(PROMPT)),
        ("prose", corpora::prose(PROMPT)),
        ("chat", corpora::chat(PROMPT)),
        ("json", corpora::json(PROMPT)),
        ("code", corpora::code(PROMPT)),
        ("hindi", corpora::hindi(PROMPT)),
    ] {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(BenchmarkId::from_parameter(name), &text, |b, text| {
            b.iter(|| black_box(scanner.scan(black_box(text)).len()));
        });
    }
    group.finish();
}

fn redact(c: &mut Criterion) {
    let engine = engine();
    let session = engine.session("bench").expect("a scope");
    let mut group = c.benchmark_group("redact");
    for (name, text) in [
        ("clean", corpora::clean(PROMPT)),
        ("chat", corpora::chat(PROMPT)),
    ] {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(BenchmarkId::from_parameter(name), &text, |b, text| {
            b.iter(|| {
                black_box(
                    session
                        .redact(black_box(text))
                        .expect("redacted")
                        .text()
                        .len(),
                )
            });
        });
    }
    group.finish();
}

fn restore(c: &mut Criterion) {
    let engine = engine();
    let session = engine.session("bench").expect("a scope");
    let clean = corpora::clean(PROMPT);
    let chat = corpora::chat(PROMPT);
    let reply = session
        .redact(&chat)
        .expect("redacted")
        .into_text()
        .into_owned();
    let reader = Delivery::to(Sink::Reader);
    let mut group = c.benchmark_group("restore");
    for (name, text) in [("clean", &clean), ("tokens", &reply)] {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(BenchmarkId::new("exact", name), text, |b, text| {
            b.iter(|| {
                black_box(
                    session
                        .restore(black_box(text))
                        .expect("restored")
                        .restored(),
                )
            });
        });
        group.bench_with_input(BenchmarkId::new("deliver", name), text, |b, text| {
            b.iter(|| {
                let delivered = session
                    .deliver(black_box(text), &reader)
                    .expect("delivered");
                black_box(delivered.restored())
            });
        });
    }
    group.finish();
}

criterion_group!(stages, scan, redact, restore);
criterion_main!(stages);
