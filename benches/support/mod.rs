//! What the benches share: texts, baselines, and interleaved timing.

#![allow(dead_code)]

pub mod baseline;
pub mod corpora;
pub mod timing;
