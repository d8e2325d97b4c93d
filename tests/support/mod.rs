//! What several tests share: documents that try to break the laws, and servers to treat badly.

#![allow(dead_code)]

pub mod documents;
pub mod servers;
