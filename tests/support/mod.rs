//! What several tests share: documents that try to break the laws.

pub mod documents;
